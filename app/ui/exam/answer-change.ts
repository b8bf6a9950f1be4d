import type { Response } from "#app/exam/item/item.ts";

/** The newest change of one question's answer. */
export type AnswerChange = { position: number; before: Response; after: Response };

export function sameChoice(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value) => b.includes(value));
}

/**
 * The change that is worth showing and undoing on the question at `position`: the newest one, as long as it is made
 * here and still stands. An answer that was changed by anything else meanwhile cannot be undone by this.
 */
export function standingChange(newest: AnswerChange | null, position: number, response: readonly string[]): AnswerChange | null {
  return newest !== null && newest.position === position && sameChoice(newest.after, response) ? newest : null;
}

/** The change that takes a change back. Taken back itself it gives the answer again: the same key goes to and fro. */
export function reversed({ position, before, after }: AnswerChange): AnswerChange {
  return { position, before: after, after: before };
}
