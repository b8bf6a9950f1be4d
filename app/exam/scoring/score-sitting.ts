import domains from "../item/domains.json" with { type: "json" };
import { outcomeOf, type Outcome } from "./cut-score.ts";
import type { Marks } from "./marks.ts";
import { profileOf, type ProfileRow } from "./profile.ts";
import { scoreAttempt, type PositionScore, type ScoredPosition } from "./score-attempt.ts";

export type AttemptToScore = { attemptId: string; logHead: string; answers: ReadonlyMap<number, readonly string[]> };
export type ScoredAttempt = Marks & {
  attemptId: string;
  outcome: Outcome;
  positions: PositionScore[];
  profile: ProfileRow[];
  logHead: string;
};

/** Scores closed attempts of one form against the board's pass mark, a number of marks. */
export function scoreSitting(
  positions: readonly ScoredPosition[],
  passMark: number,
  attempts: readonly AttemptToScore[],
): ScoredAttempt[] {
  const order = domains.map((domain) => domain.id);
  return attempts.map(({ attemptId, logHead, answers }) => {
    const scored = scoreAttempt(positions, answers);
    return {
      attemptId,
      score: scored.score,
      maximum: scored.maximum,
      outcome: outcomeOf(scored.score, passMark),
      positions: scored.positions,
      profile: profileOf(positions, scored.positions, order),
      logHead,
    };
  });
}
