import type { StudyManifest } from "./study.ts";

type Shape = Pick<StudyManifest, "slices" | "phases" | "frameTimeMs">;

/** What panels of one heartbeat share of the start that their author set; a frame is an index in the study's frames. */
export type SharedStart = { frame?: number | undefined; playing?: boolean | undefined; frameTimeMs?: number | undefined };

const SHARED = ["frame", "playing", "frameTimeMs"] as const;

/** Milliseconds by which the rates of two series of one heartbeat may differ through rounding. */
const SAME_RATE_MS = 1;

/**
 * Of each study the one whose time it follows: the first with as many phases and slices at the same rate, as magnitude
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

/**
 * The starts of panels that show these studies, with one frame, play and rate for all of one heartbeat: what the leader
 * says, otherwise what the first of its followers says.
 */
export function linkedStarts<Start extends SharedStart>(studies: readonly Shape[], starts: readonly Start[]): Start[] {
  const leaders = leadersOf(studies);
  return starts.map((start, index) => {
    const group = starts.filter((_, each) => leaders[each] === leaders[index]);
    const first = <Name extends keyof SharedStart>(name: Name) => group.find((start) => start[name] !== undefined)?.[name];
    return { ...start, frame: first("frame"), playing: first("playing"), frameTimeMs: first("frameTimeMs") };
  });
}

/** Panels whose own start is not what their heartbeat begins with: which panel, in what, and which panel is heard instead. */
export function contradictingStarts(studies: readonly Shape[], starts: readonly SharedStart[]): { panel: number; part: keyof SharedStart; heard: number }[] {
  const leaders = leadersOf(studies);
  return linkedStarts(studies, starts).flatMap((linked, panel) =>
    SHARED.filter((part) => starts[panel]?.[part] !== undefined && starts[panel][part] !== linked[part]).map((part) => ({
      panel,
      part,
      heard: starts.findIndex((start, each) => leaders[each] === leaders[panel] && start[part] !== undefined),
    })),
  );
}
