/** A frame that is wanted on the screen and is not there: since when it has been seen to be missing. */
export type Wait = { frame: number; waitedMs: number; seenAtMs: number; reported: boolean };

export const LONG_WAIT_MS = 10_000;
/** A page in the background or a stalled browser is no waiting person: a longer pause counts as this much. */
const MOST_BETWEEN_MS = 1_000;

/**
 * Follows the frame that is missing now (null: none is). Tells a wait when it reaches ten seconds, and once more with
 * its whole length when it ends. Pure: give the time.
 */
export function watchWait(wait: Wait | null, missing: number | null, nowMs: number): { wait: Wait | null; report: { frame: number; waitedMs: number } | null } {
  if (wait === null || wait.frame !== missing) {
    const next = missing === null ? null : { frame: missing, waitedMs: 0, seenAtMs: nowMs, reported: false };
    return { wait: next, report: wait?.reported ? reportOf(wait) : null };
  }
  const waitedMs = wait.waitedMs + Math.min(MOST_BETWEEN_MS, Math.max(0, nowMs - wait.seenAtMs));
  const reported = waitedMs >= LONG_WAIT_MS;
  const now = { ...wait, waitedMs, seenAtMs: nowMs, reported };
  return { wait: now, report: reported && !wait.reported ? reportOf(now) : null };
}

function reportOf({ frame, waitedMs }: Wait): { frame: number; waitedMs: number } {
  return { frame, waitedMs: Math.round(waitedMs) };
}
