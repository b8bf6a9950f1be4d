/** What the rules and the player must know of a state (GLOSSARY.md). Scoring is no state of an attempt. */
type StateFacts = {
  /** Nothing of the candidate counts any more. */
  isClosed: boolean;
  /** The candidate has begun and time is theirs, running or stopped. */
  isRunning: boolean;
  /** Closed with a receipt that the page asks for. */
  givesReceipt: boolean;
};

/** Every state of an attempt: a new one is a line here, and the compiler finds what must say something about it. */
export const ATTEMPT_STATES = {
  waiting: { isClosed: false, isRunning: false, givesReceipt: false },
  admitted: { isClosed: false, isRunning: false, givesReceipt: false },
  active: { isClosed: false, isRunning: true, givesReceipt: false },
  paused: { isClosed: false, isRunning: true, givesReceipt: false },
  submitted: { isClosed: true, isRunning: false, givesReceipt: true },
  "timed-out": { isClosed: true, isRunning: false, givesReceipt: true },
  terminated: { isClosed: true, isRunning: false, givesReceipt: false },
  voided: { isClosed: true, isRunning: false, givesReceipt: false },
} as const satisfies Record<string, StateFacts>;

export type AttemptState = keyof typeof ATTEMPT_STATES;

export function isAttemptState(value: unknown): value is AttemptState {
  return typeof value === "string" && Object.hasOwn(ATTEMPT_STATES, value);
}

export function isClosed(state: AttemptState): boolean {
  return ATTEMPT_STATES[state].isClosed;
}

/** Whether the candidate has begun and not ended, paused or not. What is no state is not running. */
export function isRunning(state: string | null): boolean {
  return isAttemptState(state) && ATTEMPT_STATES[state].isRunning;
}
