import type { StudyManifest } from "#app/pixels/study.ts";
import type { PanelAct } from "./act.ts";
import type { ViewerEvent } from "./event-log.ts";
import type { PanelState } from "./panel-state.ts";

/** The events of one act: what was asked, and the start or stop of the cine that came with it. */
export function eventsOfAct(act: PanelAct, panel: number, before: PanelState, after: PanelState): ViewerEvent[] {
  const events: ViewerEvent[] = [];
  if (act.kind === "scroll" || act.kind === "step" || act.kind === "first" || act.kind === "last") {
    events.push({ kind: "scroll", panel, moves: 1, slice: after.slice, phase: after.phase });
  }
  if (act.kind === "window" || act.kind === "preset") {
    events.push({ kind: "window", panel, center: after.window.center, width: after.window.width });
  }
  if (act.kind === "zoom") events.push({ kind: "zoom", panel, zoom: after.view.zoom });
  if (act.kind === "pan" || act.kind === "reset") events.push({ kind: act.kind, panel });
  if (act.kind === "invert") events.push({ kind: "invert", panel, inverted: after.inverted });
  if (before.playing !== after.playing) {
    events.push({ kind: after.playing ? "cine-start" : "cine-stop", panel, frameTimeMs: after.frameTimeMs });
  }
  return events;
}

/** What is worth saying aloud after an act, as keys of the words; a running cine says nothing of its frames. */
export type Spoken = "frame" | "slice" | "window" | "zoom" | "inverted" | "playing" | "reset";

export function spokenAfter(act: PanelAct, after: PanelState, study: StudyManifest): Spoken[] {
  if (act.kind === "play-pause") return after.playing ? ["playing"] : ["frame"];
  const position: Spoken[] = [...(study.slices > 1 ? (["slice"] as const) : []), ...(study.phases > 1 ? (["frame"] as const) : [])];
  // Whatever was said before holds no more, so all of it is said anew, of a running cine too.
  if (act.kind === "reset") return ["reset", ...(after.playing ? (["playing"] as const) : position), "window", "zoom"];
  if (after.playing) return [];
  if (act.kind === "zoom") return ["zoom"];
  if (act.kind === "pan" || act.kind === "speed") return [];
  if (act.kind === "invert") return after.inverted ? ["inverted"] : ["window"];
  return [...position, "window"];
}
