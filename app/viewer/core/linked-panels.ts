import type { PanelAct } from "./act.ts";
import type { PanelState } from "./panel-state.ts";

/** Whether an act concerns time or place in the series, which linked panels share; grey scale, size and position are each panel's own. */
export function isShared(act: PanelAct): boolean {
  return ["scroll", "step", "first", "last", "play-pause", "speed", "reset"].includes(act.kind);
}

/** The follower at the time and slice of its leader. */
export function following(follower: PanelState, { slice, phase, playing, frameTimeMs }: PanelState): PanelState {
  return { ...follower, slice, phase, playing, frameTimeMs };
}
