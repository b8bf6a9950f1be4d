import { startClock, stepAt, withFrameTime, type CineClock } from "./cine-clock.ts";

/** A running cine: which phases it goes round, its clock, and how many pictures were due and shown. */
export type Cine = {
  clock: CineClock;
  /** Phases that can be shown, ascending; the loop goes round these alone. */
  loop: readonly number[];
  /** True when no phase is missing: only then the loop takes as long as the heart beat and a rate may be stated. */
  complete: boolean;
  /** Step that was shown last. */
  lastStep: number;
  /** Pictures whose time came, and those of them that were shown, since the start. */
  due: number;
  shown: number;
};

export function startCine(nowMs: number, phase: number, phases: number, decoded: readonly number[], frameTimeMs: number): Cine {
  const position = Math.max(0, decoded.indexOf(phase));
  const clock = startClock(nowMs, position, frameTimeMs);
  return { clock, loop: decoded, complete: decoded.length === phases, lastStep: position, due: 0, shown: 0 };
}

/** Goes on with more (or other) decoded phases from the phase that is on the screen. */
export function withLoop(cine: Cine, nowMs: number, phase: number, phases: number, decoded: readonly number[]): Cine {
  if (decoded.length === cine.loop.length && decoded.every((value, index) => value === cine.loop[index])) return cine;
  const next = startCine(nowMs, phase, phases, decoded, cine.clock.frameTimeMs);
  return { ...next, due: cine.due, shown: cine.shown };
}

export function withRate(cine: Cine, nowMs: number, frameTimeMs: number): Cine {
  return { ...cine, clock: withFrameTime(cine.clock, nowMs, frameTimeMs) };
}

/**
 * The phase to show now, or null when the one on the screen is still right. A call that comes several steps late
 * shows the newest and counts the skipped ones as due; an incomplete loop counts nothing.
 */
export function tickCine(cine: Cine, nowMs: number): { cine: Cine; phase: number | null } {
  const step = stepAt(cine.clock, nowMs);
  const passed = step - cine.lastStep;
  const phase = cine.loop[step % Math.max(1, cine.loop.length)];
  if (passed <= 0 || phase === undefined) return { cine, phase: null };
  const counted = cine.complete ? { due: cine.due + passed, shown: cine.shown + 1 } : {};
  return { cine: { ...cine, lastStep: step, ...counted }, phase };
}
