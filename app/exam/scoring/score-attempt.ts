import { rulesOf } from "../item/interactions/registry.ts";
import type { Interaction } from "../item/item.ts";

/** A position of a frozen form with the key that scores it. */
export type ScoredPosition = {
  position: number;
  interaction: Interaction;
  domain: string;
  correct: readonly string[];
  /** False when the board has taken the item out of the count. */
  counted: boolean;
};

export type PositionScore = { position: number; response: string[]; score: number; counted: boolean };

export type AttemptScore = {
  /** Marks of counted positions. */
  score: number;
  /** Counted positions, each worth one mark. */
  maximum: number;
  positions: PositionScore[];
};

/**
 * One mark for one right answer, nothing taken off, blank = 0 (docs/scoring-rules.md). A pure function of the frozen
 * form, the key version in `positions` and the final responses by position.
 */
export function scoreAttempt(
  positions: readonly ScoredPosition[],
  responses: ReadonlyMap<number, readonly string[]>,
): AttemptScore {
  const scored = positions.map(({ position, interaction, correct, counted }) => {
    const response = [...(responses.get(position) ?? [])];
    const score = rulesOf(interaction.kind).scoreResponse(response, correct);
    return { position, response, score, counted };
  });
  const counted = scored.filter((position) => position.counted);
  return {
    score: counted.reduce((sum, position) => sum + position.score, 0),
    maximum: counted.length,
    positions: scored,
  };
}
