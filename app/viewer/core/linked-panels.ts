import type { StudyManifest } from "#app/pixels/study.ts";
import type { PanelAct } from "./act.ts";
import type { PanelState } from "./panel-state.ts";

type Shape = Pick<StudyManifest, "slices" | "phases" | "frameTimeMs">;

/** Milliseconds by which the rates of two series of one heartbeat may differ through rounding. */
const SAME_RATE_MS = 1;

/**
 * Of each panel the one whose time it follows: the first with as many phases and slices at the same rate, as magnitude
 * and phase of one acquisition have; itself where there is none before it, and for images without time.
 */
export function leadersOf(studies: readonly Shape[]): number[] {
  return studies.map((study, index) => {
    const leader = studies.findIndex((other) => isOneHeartbeat(other, study));
    return leader >= 0 && leader < index ? leader : index;
  });
}

function isOneHeartbeat(a: Shape, b: Shape): boolean {
  return a.phases > 1 && a.phases === b.phases && a.slices === b.slices && Math.abs(a.frameTimeMs - b.frameTimeMs) < SAME_RATE_MS;
}

/** Whether an act concerns time or place in the series, which linked panels share; grey scale, size and position are each panel's own. */
export function isShared(act: PanelAct): boolean {
  return ["scroll", "step", "first", "last", "play-pause", "speed", "reset"].includes(act.kind);
}

/** The follower at the time and slice of its leader. */
export function following(follower: PanelState, { slice, phase, playing, frameTimeMs }: PanelState): PanelState {
  return { ...follower, slice, phase, playing, frameTimeMs };
}
