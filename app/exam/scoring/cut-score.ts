import { MARK } from "./marks.ts";

/** Outcomes of an exam (GLOSSARY.md). Only `fail` counts as sat and failed. */
export type Outcome =
  | "pass"
  | "fail"
  | "withheld"
  | "absent"
  | "refused-at-check-in"
  | "withdrew"
  | "disqualified"
  | "annulled";

/** The pass mark is a number of marks that the board has set; reaching it is passing. `score` is in thousandths of a mark. */
export function outcomeOf(score: number, passMark: number): Extract<Outcome, "pass" | "fail"> {
  return score >= passMark * MARK ? "pass" : "fail";
}
