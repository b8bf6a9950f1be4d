import { isClosed, isRunning, type AttemptState } from "../attempt/states.ts";
import type { SittingWindow } from "../attempt/start-attempt.ts";

/** Where a registered candidate stands: "not-here" has not opened the exam. */
export type CandidateState = AttemptState | "not-here";

/** A candidate beside a score run: the head of the attempt's log now, and the head that was scored (null: it is not in the run). */
export type CandidateBesideRun = { candidateNumber: string; state: CandidateState; head: string | null; scoredHead: string | null };

/** Why an attempt stands against a release. */
export type StandsAgainst = "still-open" | "not-in-run";

/** A candidate who stands against a release, as the board is told of it: no name, no score. */
export type StandingAgainst = { candidateNumber: string; state: CandidateState; why: StandsAgainst };

/** The candidates for whom a run cannot be released now. */
export function standingAgainstRelease(
  candidates: readonly CandidateBesideRun[],
  window: Pick<SittingWindow, "lastStartAtMs">,
  nowMs: number,
): StandingAgainst[] {
  return candidates.flatMap((candidate) => {
    const why = standsAgainstRelease(candidate, window, nowMs);
    return why === null ? [] : [{ candidateNumber: candidate.candidateNumber, state: candidate.state, why }];
  });
}

/**
 * Whether a candidate stands against the release of a score run. Whose exam runs, and who waits or has not come while
 * starts are possible, is open; an exam that has ended must be in the run with the log it has now. A voided attempt is not
 * scored, but a run made before it was voided still holds it. Who never started within the window is absent and stands
 * against nothing.
 */
export function standsAgainstRelease(
  { state, head, scoredHead }: Omit<CandidateBesideRun, "candidateNumber">,
  { lastStartAtMs }: Pick<SittingWindow, "lastStartAtMs">,
  nowMs: number,
): StandsAgainst | null {
  if (state !== "not-here" && isRunning(state)) return "still-open";
  if (state === "not-here" || !isClosed(state)) return lastStartAtMs === null || nowMs <= lastStartAtMs ? "still-open" : null;
  if (state === "voided" && scoredHead === null) return null;
  return scoredHead === head ? null : "not-in-run";
}
