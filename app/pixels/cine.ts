/** Share of a frame by which rounding errors of a division may fall short. */
const roundingError = 1e-9;

/**
 * The frame that is due `elapsedMs` after the start of a loop of `frames` frames, each shown `frameTimeMs`. Computed from the
 * time, never counted up: a late screen skips frames and the heart keeps its rate. Before the start the loop runs backwards.
 */
export function frameAt(elapsedMs: number, frameTimeMs: number, frames: number): number {
  if (!(frameTimeMs > 0) || !(frames > 0) || !Number.isFinite(elapsedMs)) return 0;
  const due = Math.floor(elapsedMs / frameTimeMs + roundingError);
  return ((due % frames) + frames) % frames;
}
