import type { Act } from "./act.ts";
import { digitOf, letterOf, type Key } from "./key-names.ts";

/** One act of a key or button; drags give the same acts in smaller portions. */
export const ZOOM_STEP = 1.25;
export const SPEED_STEP = 1.25;
export const WINDOW_SHIFT = 0.1;
export const WINDOW_STRETCH = 1.2;
export const PAN_STEP = 40;

/** Keys by their name or the sign they write. */
const SIGNS: Record<string, Act> = {
  " ": { kind: "play-pause" },
  ArrowLeft: { kind: "step", by: -1 },
  ArrowRight: { kind: "step", by: 1 },
  ArrowUp: { kind: "scroll", by: -1 },
  ArrowDown: { kind: "scroll", by: 1 },
  PageUp: { kind: "scroll", by: -5 },
  PageDown: { kind: "scroll", by: 5 },
  Home: { kind: "first" },
  End: { kind: "last" },
  ",": { kind: "speed", factor: 1 / SPEED_STEP },
  ".": { kind: "speed", factor: SPEED_STEP },
  "+": { kind: "zoom", factor: ZOOM_STEP, at: null },
  "=": { kind: "zoom", factor: ZOOM_STEP, at: null },
  "-": { kind: "zoom", factor: 1 / ZOOM_STEP, at: null },
  "?": { kind: "help" },
  Escape: { kind: "close" },
};

/** No letter from A to F: around the viewer these choose an answer, and a slip must never change one. */
const LETTERS: Record<string, Act> = {
  h: { kind: "window", shift: 0, stretch: WINDOW_STRETCH },
  j: { kind: "window", shift: WINDOW_SHIFT, stretch: 1 },
  k: { kind: "window", shift: -WINDOW_SHIFT, stretch: 1 },
  l: { kind: "window", shift: 0, stretch: 1 / WINDOW_STRETCH },
  v: { kind: "preset", index: "next" },
  i: { kind: "invert" },
  r: { kind: "reset" },
  s: { kind: "tool", tool: "scroll" },
  w: { kind: "tool", tool: "window" },
  z: { kind: "tool", tool: "zoom" },
  m: { kind: "tool", tool: "pan" },
  t: { kind: "link" },
  x: { kind: "fill", alone: false },
};

const DIGITS: Record<number, Act> = {
  1: { kind: "layout", layout: "1" },
  2: { kind: "layout", layout: "1x2" },
  4: { kind: "layout", layout: "2x2" },
};

const SHIFTED: Record<string, Act> = {
  ArrowLeft: { kind: "pan", x: -PAN_STEP, y: 0 },
  ArrowRight: { kind: "pan", x: PAN_STEP, y: 0 },
  ArrowUp: { kind: "pan", x: 0, y: -PAN_STEP },
  ArrowDown: { kind: "pan", x: 0, y: PAN_STEP },
};

/** The act of a key, or null. Keys with Ctrl, Alt, AltGraph or Meta belong to the browser and the page. */
export function actOfKey(pressed: Key): Act | null {
  const { key, shift, ctrl, alt, meta, altGraph } = pressed;
  if (ctrl || alt || meta || altGraph) return null;
  const named = (shift ? SHIFTED[key] : undefined) ?? SIGNS[key];
  if (named !== undefined) return named;
  const letter = letterOf(pressed);
  if (letter !== null) return LETTERS[letter] ?? null;
  const digit = digitOf(pressed);
  return digit === null ? null : (DIGITS[digit] ?? null);
}

const GO_ON: readonly Act["kind"][] = ["step", "scroll", "first", "last", "speed", "window", "zoom", "pan"];

/**
 * Whether a held key goes on doing this. Steps and nudges do; whatever turns something on and off does it once, because
 * an image that is inverted thirty times a second flashes (WCAG 2.3.1).
 */
export function goesOnWhileHeld(act: Act): boolean {
  return GO_ON.includes(act.kind);
}

/** Keys with which a focused button, link or list works by itself; the viewer leaves them alone there. */
export function belongsToControl(key: string, control: "button" | "select"): boolean {
  if (key === " " || key === "Enter") return true;
  return control === "select" && key !== "Escape";
}
