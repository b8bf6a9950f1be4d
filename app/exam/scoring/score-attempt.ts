import { rulesOf } from "../item/interactions/registry.ts";
import type { Interaction, Key } from "../item/item.ts";
import type { Marks } from "./marks.ts";

/** A position of a frozen form with the key that scores it. */
export type ScoredPosition = {
  position: number;
  interaction: Interaction;
  domain: string;
  key: Key;
  /** False when the board has taken the item out of the count. */
  counted: boolean;
};

export type PositionScore = Marks & { position: number; response: string[]; counted: boolean };

/** Marks of the counted positions together. */
export type AttemptScore = Marks & { positions: PositionScore[] };

/**
 * The marks of each position and of all that count; nothing is taken off, blank = 0 (docs/scoring-rules.md). A pure function of the frozen
 * form, the key version in `positions` and the final responses by position.
 */
export function scoreAttempt(
  positions: readonly ScoredPosition[],
  responses: ReadonlyMap<number, readonly string[]>,
): AttemptScore {
  const scored = positions.map(({ position, interaction, key, counted }) => {
    const response = [...(responses.get(position) ?? [])];
    return { position, response, ...rulesOf(interaction).score(interaction, response, key), counted };
  });
  const counted = scored.filter((position) => position.counted);
  return {
    score: counted.reduce((sum, position) => sum + position.score, 0),
    maximum: counted.reduce((sum, position) => sum + position.maximum, 0),
    positions: scored,
  };
}
