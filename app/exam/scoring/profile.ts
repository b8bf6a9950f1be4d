import type { Marks } from "./marks.ts";
import type { PositionScore, ScoredPosition } from "./score-attempt.ts";

export type ProfileRow = Marks & { domains: string[]; questions: number };

/** Domains with fewer counted questions than this are shown together: their figures alone say nothing. */
export const SMALLEST_DOMAIN = 5;

/**
 * Marks by domain for the candidate's orientation, in the order of `domainOrder`. Domains with fewer than
 * five counted questions form one row at the end; when only that row exists it is the whole profile.
 */
export function profileOf(
  form: readonly Pick<ScoredPosition, "position" | "domain">[],
  scores: readonly PositionScore[],
  domainOrder: readonly string[],
): ProfileRow[] {
  const byPosition = new Map(scores.map((score) => [score.position, score]));
  const rows = domainOrder.map((domain) => {
    const counted = form
      .filter((position) => position.domain === domain)
      .map((position) => byPosition.get(position.position))
      .filter((score) => score?.counted === true);
    return {
      domains: [domain],
      score: counted.reduce((sum, score) => sum + (score?.score ?? 0), 0),
      maximum: counted.reduce((sum, score) => sum + (score?.maximum ?? 0), 0),
      questions: counted.length,
    };
  });
  const large = rows.filter((row) => row.questions >= SMALLEST_DOMAIN);
  const small = rows.filter((row) => row.questions > 0 && row.questions < SMALLEST_DOMAIN);
  if (small.length === 0) return large;
  const together = {
    domains: small.flatMap((row) => row.domains),
    score: small.reduce((sum, row) => sum + row.score, 0),
    maximum: small.reduce((sum, row) => sum + row.maximum, 0),
    questions: small.reduce((sum, row) => sum + row.questions, 0),
  };
  return [...large, together];
}
