/**
 * Marks are kept as whole thousandths of a mark, so that partial credit and weights add up without rounding. One question
 * of an exam is worth one mark unless the board has said otherwise.
 */
export const MARK = 1_000;

/** What a response has earned, and what it could have: thousandths of a mark, 0 <= score <= maximum. */
export type Marks = { score: number; maximum: number };

/** Marks as they are read: "7", "7.5", "0.333"; no zeros at the end. */
export function marksText(thousandths: number): string {
  return String(thousandths / MARK);
}
