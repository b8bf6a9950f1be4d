import type { Attempt } from "./attempt.ts";

/** What of a sitting decides how long a candidate may stay between two parts. */
export type SittingEnd = { practice: boolean; lastStartAtMs: number | null };

/** Practice is taken up again the next day at the same hour at the latest; it must end some day, or it stays open for ever. */
export const LONGEST_BREAK_MS = 24 * 3_600_000;
/** However late a part is left: who loses the network then has this long to come back for the next one. */
export const SHORTEST_BREAK_MS = 3_600_000;

/**
 * How long the break may last that begins at `nowMs`. No time runs in it, so nothing else would ever end an attempt that
 * is given up there, and scoring and release would wait for it. In an exam it lasts until the sitting is over: when who
 * starts last, with the time this candidate has been given, has ended.
 */
export function longestBreakMs({ limitMs, extensionMs, pausedMs }: Attempt, { practice, lastStartAtMs }: SittingEnd, nowMs: number): number {
  if (practice || lastStartAtMs === null) return LONGEST_BREAK_MS;
  return Math.max(SHORTEST_BREAK_MS, lastStartAtMs + limitMs + extensionMs + pausedMs - nowMs);
}
