import type { Attempt } from "./attempt.ts";
import { isTooLate } from "./clock.ts";
import type { NewEvent } from "./events.ts";
import { longestBreakMs, type SittingEnd } from "./longest-break.ts";

/**
 * The event that ends what there is when its end and the grace are over, or nothing: a part with a limit of its own that is
 * not the last, else the attempt, also one that waits for its next part. Whoever comes first after that moment writes it: the closer, or a request that finds it
 * still open.
 */
export function timeOutWhenDue(attempt: Attempt, sitting: SittingEnd, nowMs: number): NewEvent[] {
  if (attempt.state !== "active" || !isTooLate(attempt, attempt.graceMs, nowMs)) return [];
  const { part, parts, running } = attempt;
  if (running?.limitMs != null && part < parts.length) return [{ kind: "part-left", payload: { part, by: "time", longestBreakMs: longestBreakMs(attempt, sitting, nowMs) }, serverTimeMs: nowMs }];
  return [{ kind: "timed-out", payload: { deadlineMs: attempt.deadlineAtMs ?? 0 }, serverTimeMs: nowMs }];
}
