/** A sign-in of staff ends so long after the last act. */
export const IDLE_AFTER_MS = 30 * 60_000;
/** So long before its end the page warns. */
export const WARN_BEFORE_MS = 2 * 60_000;
/** The page asks for the sign-in at the end; the server refuses so much later, that nothing is lost on its way. */
export const GRACE_MS = 60_000;

/** How long it is until the page must ask for the sign-in anew; 0 when that has come. */
export function msUntilIdle(lastActMs: number, nowMs: number): number {
  return Math.max(0, lastActMs + IDLE_AFTER_MS - nowMs);
}

/** Whether the server takes a sign-in for one that nobody sits at any more. */
export function isIdle(lastActMs: number, nowMs: number): boolean {
  return nowMs - lastActMs >= IDLE_AFTER_MS + GRACE_MS;
}
