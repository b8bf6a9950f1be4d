/** States of an attempt (GLOSSARY.md). Scoring is no state of an attempt. */
export type AttemptState =
  | "waiting"
  | "admitted"
  | "active"
  | "paused"
  | "submitted"
  | "timed-out"
  | "terminated"
  | "voided";

const CLOSED_STATES: readonly AttemptState[] = ["submitted", "timed-out", "terminated", "voided"];

export function isClosed(state: AttemptState): boolean {
  return CLOSED_STATES.includes(state);
}
