import type { Attempt } from "./attempt.ts";
import type { Receipt } from "./protocol.ts";
import { isClosed } from "./states.ts";

/**
 * What a candidate is told when the attempt is over, or null before. `closing` is the entry of the log that closed it for
 * the last time: what arrives afterwards changes nothing of the receipt.
 */
export function receiptOf(
  attempt: Pick<Attempt, "state" | "closedAtMs" | "answered">,
  closing: { number: number; hash: string } | null,
  resultsExpectedOn: string | null,
): Receipt | null {
  if (!isClosed(attempt.state) || closing === null) return null;
  const { closedAtMs, answered } = attempt;
  return { chainHead: closing.hash, eventCount: closing.number, closedAtMs: closedAtMs ?? 0, answered, resultsExpectedOn };
}
