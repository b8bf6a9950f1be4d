/**
 * Everything a person can do to the images, whatever the means: key, button, mouse or finger. Keyboard, toolbar and
 * gestures only produce these; `panel-state.ts` and the viewer apply them.
 */

/** CSS pixels. For a point: measured from the middle of the panel, x to the right, y downwards. */
export type Point = { x: number; y: number };

export type Tool = "scroll" | "window" | "zoom" | "pan";
export type Wheel = "scroll" | "zoom";
export type Layout = "1" | "1x2" | "2x2";

export type PanelAct =
  /** Through the slices; through the phases where there is only one slice. */
  | { kind: "scroll"; by: number }
  /** Through the phases; through the slices where there is only one phase. Stops a running cine. */
  | { kind: "step"; by: number }
  | { kind: "first" }
  | { kind: "last" }
  | { kind: "play-pause" }
  /** The rate is multiplied by `factor`. */
  | { kind: "speed"; factor: number }
  /** The centre moves by `shift` x width, the width is multiplied by `stretch`. */
  | { kind: "window"; shift: number; stretch: number }
  /** The window of the study with this index; "next" goes round. */
  | { kind: "preset"; index: number | "next" }
  /** `at` stays where it is on the screen; null is the middle. */
  | { kind: "zoom"; factor: number; at: Point | null }
  | { kind: "pan"; x: number; y: number }
  | { kind: "invert" }
  | { kind: "reset" };

export type ViewerAct =
  | { kind: "tool"; tool: Tool }
  | { kind: "layout"; layout: Layout }
  /** A turn of the wheel scrolls, or zooms. */
  | { kind: "wheel"; does: Wheel }
  /** Panels of one heartbeat play and step together, or each by itself. */
  | { kind: "link" }
  /** The images get the whole window, or give the room back; `alone`: of several panels only the focused one. */
  | { kind: "fill"; alone: boolean }
  | { kind: "help" }
  | { kind: "close" };

export type Act = PanelAct | ViewerAct;

const OF_THE_VIEWER: readonly Act["kind"][] = ["tool", "layout", "wheel", "link", "fill", "help", "close"];

export function isPanelAct(act: Act): act is PanelAct {
  return !OF_THE_VIEWER.includes(act.kind);
}
