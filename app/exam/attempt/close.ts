import type { Attempt } from "./attempt.ts";
import { isTooLate } from "./clock.ts";
import type { NewEvent } from "./events.ts";

/**
 * The event that closes a running attempt whose deadline and grace are over, or nothing. Whoever comes first after
 * that moment writes it: the closer, or a request that finds the attempt still open.
 */
export function timeOutWhenDue(attempt: Attempt, nowMs: number): NewEvent[] {
  if (attempt.state !== "active" || !isTooLate(attempt, attempt.graceMs, nowMs)) return [];
  return [{ kind: "timed-out", payload: { deadlineMs: attempt.deadlineAtMs ?? 0 }, serverTimeMs: nowMs }];
}
