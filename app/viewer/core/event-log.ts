/**
 * What the viewer reports of a person's looking: coarse, for the board's analysis of the questions, never pixels or
 * words of the image. A drag of a hundred moves is one event.
 */
export type ViewerEvent =
  | { kind: "cine-start"; panel: number; frameTimeMs: number }
  | { kind: "cine-stop"; panel: number; frameTimeMs: number }
  | { kind: "window"; panel: number; center: number; width: number }
  /** Through slices or phases: `moves` acts, ended at `slice` and `phase`. */
  | { kind: "scroll"; panel: number; moves: number; slice: number; phase: number }
  | { kind: "zoom"; panel: number; zoom: number }
  | { kind: "pan"; panel: number }
  | { kind: "invert"; panel: number; inverted: boolean }
  | { kind: "reset"; panel: number }
  | { kind: "layout"; layout: string }
  /** Pictures of a complete running cine whose time came (`due`) and those that reached the screen. */
  | { kind: "frames-dropped"; panel: number; due: number; shown: number }
  | { kind: "frame-missing"; panel: number; frame: number }
  /** A frame wanted on the screen has not come for ten seconds; told once more, with the whole wait, when it ends. */
  | { kind: "frame-wait"; panel: number; frame: number; waitedMs: number };

type Pending = { event: ViewerEvent; atMs: number };
/** Events of one kind and panel that follow within this time are one. */
const QUIET_MS = 800;

/** Merges what belongs together. Pure: give the time, get what is due to be reported. */
export function logEvent(pending: Pending | null, event: ViewerEvent, nowMs: number): { pending: Pending | null; report: ViewerEvent[] } {
  const held = pending?.event;
  if (!mergeable(event)) return { pending: null, report: held === undefined ? [event] : [held, event] };
  if (held === undefined || held.kind !== event.kind || panelOf(held) !== panelOf(event)) {
    return { pending: { event, atMs: nowMs }, report: held === undefined ? [] : [held] };
  }
  const merged = held.kind === "scroll" && event.kind === "scroll" ? { ...event, moves: held.moves + event.moves } : event;
  return { pending: { event: merged, atMs: nowMs }, report: [] };
}

/** Reports the held event once nothing followed it for a while, or at once when `nowMs` is infinite. */
export function quiet(pending: Pending | null, nowMs: number): { pending: Pending | null; report: ViewerEvent[] } {
  if (pending === null || nowMs - pending.atMs < QUIET_MS) return { pending, report: [] };
  return { pending: null, report: [pending.event] };
}

export type PendingEvent = Pending | null;

function mergeable(event: ViewerEvent): boolean {
  return event.kind === "window" || event.kind === "scroll" || event.kind === "zoom" || event.kind === "pan";
}

function panelOf(event: ViewerEvent): number | null {
  return "panel" in event ? event.panel : null;
}
