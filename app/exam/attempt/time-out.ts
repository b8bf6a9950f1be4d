import type { Attempt } from "./attempt.ts";
import { isTooLate } from "./clock.ts";
import type { NewEvent } from "./events.ts";

/**
 * The event that ends what runs when its deadline and grace are over, or nothing: a part with a limit of its own that is
 * not the last, else the attempt. Whoever comes first after that moment writes it: the closer, or a request that finds it
 * still open.
 */
export function timeOutWhenDue(attempt: Attempt, nowMs: number): NewEvent[] {
  if (attempt.state !== "active" || !isTooLate(attempt, attempt.graceMs, nowMs)) return [];
  const { part, parts, running } = attempt;
  if (running?.limitMs != null && part < parts.length) return [{ kind: "part-left", payload: { part, by: "time" }, serverTimeMs: nowMs }];
  return [{ kind: "timed-out", payload: { deadlineMs: attempt.deadlineAtMs ?? 0 }, serverTimeMs: nowMs }];
}
