import type { Attempt } from "./attempt.ts";
import type { NewEvent } from "./events.ts";
import { longestBreakMs, type SittingEnd } from "./longest-break.ts";
import { missingBelow } from "./received.ts";

/**
 * The ends a candidate has asked for and that nothing waits for any more: leaving a part and handing in take effect when
 * every operation that was made before them has arrived, and while no pause lasts. Whoever brings the last of it writes
 * them: a request, or the end of a pause in which it had arrived.
 */
export function endsWhenComplete(attempt: Attempt, sitting: SittingEnd, serverTimeMs: number): NewEvent[] {
  const events: NewEvent[] = [];
  if (isComplete(attempt, attempt.leaveAsked)) events.push({ kind: "part-left", payload: { part: attempt.part, by: "candidate", longestBreakMs: longestBreakMs(attempt, sitting, serverTimeMs) }, serverTimeMs });
  if (isComplete(attempt, attempt.submitAsked)) events.push({ kind: "submitted", payload: { by: "candidate" }, serverTimeMs });
  return events;
}

function isComplete({ state, received }: Attempt, asked: { lease: number; seq: number } | null): boolean {
  return asked !== null && state === "active" && missingBelow(received, asked.lease, asked.seq, 1).length === 0;
}
