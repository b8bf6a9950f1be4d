import type { StudyManifest } from "#app/pixels/study.ts";
import { groupBy } from "./group-by.ts";
import type { Instance } from "./instance.ts";
import { limits } from "./limits.ts";
import type { PlacedFrame } from "./series.ts";

type FrameTime = Pick<StudyManifest, "frameTimeMs" | "frameTimeSource">;

/** Milliseconds per phase: what the file says, else the mean step of the trigger times of a slice, else the cine rate, else 40. */
export function frameTimeOf(instance: Pick<Instance, "frameTimeMs" | "cineRateMs">, frames: PlacedFrame[]): FrameTime {
  if (instance.frameTimeMs !== null) return { frameTimeMs: rounded(instance.frameTimeMs), frameTimeSource: "frame-time" };
  const step = triggerStep(frames);
  if (step !== null) return { frameTimeMs: rounded(step), frameTimeSource: "trigger-time" };
  if (instance.cineRateMs !== null) return { frameTimeMs: rounded(instance.cineRateMs), frameTimeSource: "cine-rate" };
  return { frameTimeMs: 40, frameTimeSource: "assumed" };
}

/** Median over the slices of (last - first trigger time) / (phases - 1). */
function triggerStep(frames: PlacedFrame[]): number | null {
  const steps: number[] = [];
  for (const slice of groupBy(frames, ({ slice }) => slice).values()) {
    const times = slice.map(({ facts }) => facts.triggerTimeMs);
    const first = times[0] ?? null;
    const last = times.at(-1) ?? null;
    if (first !== null && last !== null && times.length > 1) steps.push((last - first) / (times.length - 1));
  }
  const median = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)];
  const { smallest, largest } = limits.frameTimeMs;
  return median !== undefined && median >= smallest && median <= largest ? median : null;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
