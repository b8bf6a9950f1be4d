import { isIdle, msUntilIdle } from "#app/exam/time/idle-time.ts";

type Seen = { registrationId: string | null; lastActMs: number };

/** Whether a sign-in still counts: one of staff ends when nobody has acted for half an hour, a candidate's never for that. */
export function countsStill({ registrationId, lastActMs }: Seen, nowMs: number): boolean {
  return registrationId !== null || !isIdle(lastActMs, nowMs);
}

/** How long the page may wait before it must ask for the sign-in anew. */
export function untilIdle({ lastActMs }: Seen, nowMs: number): number {
  return msUntilIdle(lastActMs, nowMs);
}
