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
