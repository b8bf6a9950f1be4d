import { digitOf, isTextField, letterOf, type Key } from "#app/viewer/index.ts";

/** What a key means on the exam screen. */
export type KeyAct =
  | { kind: "choose"; index: number }
  | { kind: "undo" }
  | { kind: "flag" }
  | { kind: "next" }
  | { kind: "back" }
  | { kind: "keys" }
  | { kind: "call" }
  | { kind: "other-pane" }
  | { kind: "to-question" };

/** Whose keys they are: those of an open dialog, else of what has the focus. */
export type KeyHolder = "question" | "images" | "text" | "dialog";

const OPTION_LETTERS = "abcdef";
/** None of them from A to F, and none that the viewer's tools use: whoever holds the keys, they mean the same. */
const LETTER_ACTS: Record<string, KeyAct> = { g: { kind: "flag" }, n: { kind: "next" }, p: { kind: "back" }, u: { kind: "undo" } };

/**
 * The act of a key, or null. Single keys act only where no text is written and only while they are switched on
 * (WCAG 2.1.4). Letters mean the same whoever holds the keys; digits are answers only while the question holds them,
 * because the viewer counts panels with them. F2 always acts. In an open dialog nothing else does: it covers what
 * would change. F6 acts everywhere but there, Alt with an arrow neither there nor in a text.
 */
export function actOfKey(pressed: Key, { singleKeys, holder, options }: { singleKeys: boolean; holder: KeyHolder; options: number }): KeyAct | null {
  const { key, alt, altGraph, ctrl, meta } = pressed;
  if (ctrl || meta) return null;
  if (alt) {
    // There the same keys jump from word to word.
    if (holder === "text" || holder === "dialog") return null;
    if (key === "ArrowRight") return { kind: "next" };
    return key === "ArrowLeft" ? { kind: "back" } : null;
  }
  // Whoever reaches for the third sign of a key means no key of the exam.
  if (altGraph) return null;
  if (key === "F2") return { kind: "call" };
  if (holder === "dialog") return null;
  if (key === "F6") return { kind: "other-pane" };
  if (key === "Escape" && holder === "images") return { kind: "to-question" };
  if (!singleKeys || holder === "text") return null;
  if (key === "?") return { kind: "keys" };
  const letter = letterOf(pressed);
  if (letter !== null) return LETTER_ACTS[letter] ?? optionAt(OPTION_LETTERS.indexOf(letter), options);
  return holder === "images" ? null : optionAt((digitOf(pressed) ?? 0) - 1, options);
}

function optionAt(index: number, options: number): KeyAct | null {
  return index >= 0 && index < options ? { kind: "choose", index } : null;
}

/** Who has the keys while `target` has the focus. */
export function holderOf(target: EventTarget | null): KeyHolder {
  // Whichever dialog it is and wherever in it one has pressed: also beside every field of it.
  if (document.querySelector("dialog[open]") !== null) return "dialog";
  if (isTextField(target)) return "text";
  return target instanceof Element && target.closest("[data-images]") !== null ? "images" : "question";
}
