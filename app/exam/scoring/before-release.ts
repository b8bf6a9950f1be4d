import { isClosed, isRunning, type AttemptState } from "../attempt/states.ts";
import type { SittingWindow } from "../attempt/start.ts";

/** An attempt beside a score run: the head of its log now, and the head that was scored (null: it is not in the run). */
export type AttemptBesideRun = { candidateNumber: string; state: AttemptState; head: string; scoredHead: string | null };

/** Why an attempt stands against a release. */
export type StandsAgainst = "still-open" | "not-in-run";

/** An attempt that stands against a release, as the board is told of it: no name, no score. */
export type StandingAgainst = { candidateNumber: string; state: AttemptState; why: StandsAgainst };

/** The attempts for which a run cannot be released now. */
export function standingAgainstRelease(
  attempts: readonly AttemptBesideRun[],
  window: Pick<SittingWindow, "lastStartAtMs">,
  nowMs: number,
): StandingAgainst[] {
  return attempts.flatMap((attempt) => {
    const why = standsAgainstRelease(attempt, window, nowMs);
    return why === null ? [] : [{ candidateNumber: attempt.candidateNumber, state: attempt.state, why }];
  });
}

/**
 * Whether an attempt stands against the release of a score run. One that runs, or waits while it may still start, is
 * open; one that has ended must be in the run with the log it has now. A voided attempt is not scored, but a run made
 * before it was voided still holds it. Who never started within the window is absent and stands against nothing.
 */
export function standsAgainstRelease(
  { state, head, scoredHead }: Omit<AttemptBesideRun, "candidateNumber">,
  { lastStartAtMs }: Pick<SittingWindow, "lastStartAtMs">,
  nowMs: number,
): StandsAgainst | null {
  if (isRunning(state)) return "still-open";
  if (!isClosed(state)) return lastStartAtMs === null || nowMs <= lastStartAtMs ? "still-open" : null;
  if (state === "voided" && scoredHead === null) return null;
  return scoredHead === head ? null : "not-in-run";
}
