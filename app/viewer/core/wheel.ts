import type { PanelAct, Point, Wheel } from "./act.ts";

/** What is needed of a WheelEvent. A pinch on a touch pad arrives as a wheel with Ctrl. */
export type WheelSample = { deltaY: number; deltaMode: number; ctrl: boolean; at: Point };

/** A notch of a mouse wheel is about 100 pixels or 3 lines; touch pads send many small portions. */
const NOTCH_PIXELS = 100;
const LINE_PIXELS = 33;
const SCROLL_PIXELS = 40;

/** The acts of a wheel that scrolls or zooms, and the pixels that are left for the next one. With Ctrl it always zooms. */
export function actsOfWheel(rest: number, { deltaY, deltaMode, ctrl, at }: WheelSample, does: Wheel = "scroll"): { rest: number; acts: PanelAct[] } {
  const pixels = deltaMode === 0 ? deltaY : deltaMode === 1 ? deltaY * LINE_PIXELS : Math.sign(deltaY) * NOTCH_PIXELS;
  if (ctrl || does === "zoom") return { rest: 0, acts: [{ kind: "zoom", factor: 2 ** (-pixels / (3 * NOTCH_PIXELS)), at }] };
  // One notch is one slice, however large the mouse reports it.
  if (Math.abs(pixels) >= SCROLL_PIXELS) return { rest: 0, acts: [{ kind: "scroll", by: Math.sign(pixels) }] };
  const sum = Math.sign(rest) === -Math.sign(pixels) ? pixels : rest + pixels;
  const steps = Math.trunc(sum / SCROLL_PIXELS);
  return { rest: sum - steps * SCROLL_PIXELS, acts: steps === 0 ? [] : [{ kind: "scroll", by: steps }] };
}
