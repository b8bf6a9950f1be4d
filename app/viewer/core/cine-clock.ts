/**
 * The clock of a cine: the step is computed from the time, never counted up, so that a browser which is called too
 * seldom skips pictures and the heart still beats at its own rate. Times are milliseconds of one monotonic clock.
 */
export type CineClock = {
  /** When `anchorStep` was due. */
  anchorMs: number;
  anchorStep: number;
  frameTimeMs: number;
};

export function startClock(nowMs: number, step: number, frameTimeMs: number): CineClock {
  return { anchorMs: nowMs, anchorStep: step, frameTimeMs };
}

/** The step due at `nowMs`, without end: the caller takes it modulo the length of its loop. Never before the anchor. */
export function stepAt(clock: CineClock, nowMs: number): number {
  return clock.anchorStep + Math.floor(Math.max(0, nowMs - clock.anchorMs) / clock.frameTimeMs);
}

/** More than rounding can add to the share of a step: after a day 1e-8 ms of a step of 10 ms, which is 1e-9. */
const ROUNDING = 1e-6;

/**
 * Another rate from now on. The share of the current step that has passed is kept, so that nothing jumps; a step that is
 * all but over stays just before its end, because rounding must not end it.
 */
export function withFrameTime(clock: CineClock, nowMs: number, frameTimeMs: number): CineClock {
  const step = stepAt(clock, nowMs);
  const passed = Math.max(0, nowMs - clock.anchorMs) / clock.frameTimeMs - (step - clock.anchorStep);
  return { anchorMs: nowMs - Math.min(passed, 1 - ROUNDING) * frameTimeMs, anchorStep: step, frameTimeMs };
}
