/** What server and player must know of a kind of operation. */
type OperationFacts = {
  /** The last value per question is kept: it is part of what the candidate has said to the question. */
  keepsLast: boolean;
  /** The candidate did it; otherwise the page remarks it of itself, and nobody waits for it. */
  byCandidate: boolean;
  /** Shown as waiting although it is no value of a question. */
  isAwaited: boolean;
  /** While an attempt is paused it waits in the browser and the server leaves it unanswered. */
  isHeldWhilePaused: boolean;
  /** Typed for a while before it is sent: in a pause the page still sends what was typed before it. */
  isText: boolean;
};

/** Every kind of operation a browser may send: a new one is a line here, and the compiler finds the rest. */
export const OPERATIONS = {
  respond: { keepsLast: true, byCandidate: true, isAwaited: true, isHeldWhilePaused: false, isText: false },
  flag: { keepsLast: true, byCandidate: true, isAwaited: true, isHeldWhilePaused: false, isText: false },
  strike: { keepsLast: true, byCandidate: true, isAwaited: true, isHeldWhilePaused: false, isText: false },
  highlight: { keepsLast: true, byCandidate: true, isAwaited: true, isHeldWhilePaused: false, isText: false },
  note: { keepsLast: true, byCandidate: true, isAwaited: true, isHeldWhilePaused: false, isText: true },
  visit: { keepsLast: false, byCandidate: true, isAwaited: false, isHeldWhilePaused: true, isText: false },
  "report-problem": { keepsLast: false, byCandidate: true, isAwaited: true, isHeldWhilePaused: false, isText: true },
  "image-trouble": { keepsLast: false, byCandidate: false, isAwaited: false, isHeldWhilePaused: false, isText: false },
  "leave-part": { keepsLast: false, byCandidate: true, isAwaited: true, isHeldWhilePaused: true, isText: false },
  submit: { keepsLast: false, byCandidate: true, isAwaited: true, isHeldWhilePaused: true, isText: false },
} as const satisfies Record<string, OperationFacts>;

export type OperationKind = keyof typeof OPERATIONS;

/** Kinds of which the last value per question is kept. */
export type ResponseKind = { [K in OperationKind]: (typeof OPERATIONS)[K]["keepsLast"] extends true ? K : never }[OperationKind];

export const OPERATION_KINDS = Object.keys(OPERATIONS) as OperationKind[];

export function isResponseKind(kind: OperationKind): kind is ResponseKind {
  return OPERATIONS[kind].keepsLast;
}
