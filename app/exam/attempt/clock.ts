/** Everything about time in an attempt. Times are epoch milliseconds of the server, durations milliseconds. */
import type { RunningPart } from "./parts.ts";
import type { Clock } from "./protocol.ts";

export type TimeTerms = {
  startedAtMs: number | null;
  /** Limit of the form with the candidate's accommodation. */
  limitMs: number;
  /** Minutes given live by a proctor, in milliseconds. */
  extensionMs: number;
  /** Sum of the finished pauses. */
  pausedMs: number;
  /** Begin of the pause that lasts, or null. */
  pausedAtMs: number | null;
  /** Null before the start and between two parts: then no time runs. */
  running: RunningPart | null;
  /** Sum of the times between two parts. */
  betweenMs: number;
  /** Between two parts: when the server closes the attempt because the next one was never begun. */
  breakEndsAtMs: number | null;
};

/**
 * Start + limit + extensions + finished pauses: of the running part where it has a limit of its own, else of the whole,
 * and then the times between parts as well.
 * Null before the start and between two parts. The only place where a deadline is computed.
 */
export function deadlineOf(terms: TimeTerms): number | null {
  const { running } = terms;
  if (terms.startedAtMs === null || running === null) return null;
  if (running.limitMs !== null) return running.startedAtMs + running.limitMs + running.extensionMs + running.pausedMs;
  return terms.startedAtMs + terms.limitMs + terms.extensionMs + terms.pausedMs + terms.betweenMs;
}

/** When the server ends what there is: at the deadline, or between two parts, where no time runs, with the longest break. */
export function endOf(terms: TimeTerms): number | null {
  return deadlineOf(terms) ?? terms.breakEndsAtMs;
}

/** The deadline as it would be if a lasting pause ended now: what a paused candidate is shown. */
export function deadlineSeenAt(terms: TimeTerms, nowMs: number): number | null {
  const deadline = deadlineOf(terms);
  if (deadline === null || terms.pausedAtMs === null) return deadline;
  return deadline + Math.max(0, nowMs - terms.pausedAtMs);
}

/** Milliseconds left, never below 0; null before the start. */
export function timeLeft(terms: TimeTerms, nowMs: number): number | null {
  const deadline = deadlineSeenAt(terms, nowMs);
  return deadline === null ? null : Math.max(0, deadline - nowMs);
}

/**
 * What every browser of the candidate is told of an attempt, the one with the seat and any other: time, state and
 * whose turn it is, never anything of the answers.
 */
export function clockToldAt(attempt: TimeTerms & Pick<Required<Clock>, "state" | "lease" | "seatReleasedUntilMs" | "part">, nowMs: number): Clock {
  const { state, lease, seatReleasedUntilMs, part, running } = attempt;
  return { serverTimeMs: nowMs, deadlineMs: deadlineSeenAt(attempt, nowMs), state, lease, seatReleasedUntilMs, part, partRuns: running !== null };
}

/**
 * Whether something that arrived at `arrivedAtMs` is too late to count. A request that arrives in the very
 * millisecond of deadline + grace still counts: the candidate gets the doubt.
 */
export function isTooLate(terms: TimeTerms, graceMs: number, arrivedAtMs: number): boolean {
  if (terms.pausedAtMs !== null) return false;
  const end = endOf(terms);
  return end !== null && arrivedAtMs > end + graceMs;
}
