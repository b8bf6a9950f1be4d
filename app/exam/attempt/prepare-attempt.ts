import { isClosed, type Attempt } from "./attempt.ts";
import type { EventPayloads, NewEvent } from "./events.ts";

/**
 * The first event of a new attempt, or null where the newest one of the registration is the attempt: an exam has one for
 * ever, a practice sitting another after the last was closed, when `again` asks for it.
 */
export function prepareAttempt(
  newest: Pick<Attempt, "number" | "state"> | null,
  { again, practice }: { again: boolean; practice: boolean },
  frozen: Omit<EventPayloads["prepared"], "number">,
  nowMs: number,
): NewEvent | null {
  if (newest !== null && !(again && practice && isClosed(newest.state))) return null;
  return { kind: "prepared", serverTimeMs: nowMs, payload: { ...frozen, number: (newest?.number ?? 0) + 1 } };
}
