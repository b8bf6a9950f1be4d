import type { OperationKind } from "./operation-kinds.ts";
import type { PartTerms } from "./parts.ts";
import type { CallKind, DisplayTest, OperationValue } from "./protocol.ts";

/** Where an operation came from: the same five facts in every event that keeps one. */
export type OperationFacts = {
  opId: string;
  lease: number;
  seq: number;
  position: number;
  operation: OperationKind;
  /** Null for texts (note, report-problem): they stand beside the log, see `text` of NewEvent. */
  value: OperationValue;
  lastServerTimeMs: number;
  elapsedMs: number;
  /** UTF-8 bytes of the text beside the log; absent where there is none, and in logs until November 2026. */
  textBytes?: number;
};

/** An act of a person: who (opaque), and the identifier of the act, by which a repetition is known. Older events have none. */
type ByStaff = { by: string; actId?: string };

/**
 * What the log of an attempt can say, by kind. Payloads hold opaque identifiers only: no names, no free text.
 * A new kind is added here, in `EVENTS` and in `applyEvent`; the compiler finds them. A payload that changes its shape
 * gets a higher version in `EVENTS` and a conversion in event-versions.ts; what is stored is never rewritten.
 */
export type EventPayloads = {
  prepared: {
    sittingId: string;
    registrationId: string;
    formId: string;
    formHash: string;
    number: number;
    questions: number;
    parts: readonly PartTerms[];
    limitMs: number;
    graceMs: number;
  };
  "rules-accepted": { version: string };
  /** `by`: "sitting" where the sitting admits by itself. */
  admitted: ByStaff;
  "seat-released": ByStaff & { untilMs: number };
  "seat-taken": { lease: number; browserId: string; why: "first" | "practice" | "same-browser" | "released" };
  "seat-refused": { browserId: string };
  /** `display`: what was said of the screen before the start; logs until November 2026 and older pages leave it out. */
  started: { lease: number; version: string; build: string; display?: DisplayTest };
  /** `answered`: for a response, whether it counts as answered; only the kind of the item can say it, and the fold has no form. */
  operation: OperationFacts & { answered?: boolean };
  "operation-refused": { opId: string; lease: number; seq: number; reason: string };
  "operation-late": OperationFacts;
  "operation-unclaimed": OperationFacts;
  /** An operation for a part that is over, or for a question of a one-way part that was passed: kept, and of no effect. */
  "operation-part-closed": OperationFacts;
  called: { call: CallKind; actId?: string };
  paused: ByStaff;
  resumed: ByStaff;
  /** `breakOnly`: given back in a break between two parts, in which no other time runs. */
  extended: ByStaff & { extensionMs: number; breakOnly?: boolean };
  /** The first part begins with `started`. */
  "part-started": { part: number; lease: number; version: string; build: string };
  /** `longestBreakMs`: how long the next part can wait to be begun. */
  "part-left": { part: number; by: "candidate" | "time"; longestBreakMs: number };
  submitted: { by: "candidate" | "proctor" };
  "timed-out": { deadlineMs: number };
  terminated: ByStaff;
  reopened: ByStaff & { extensionMs: number };
  voided: ByStaff;
};

export type EventKind = keyof EventPayloads;

/** What of an event its readers beside the fold must know. */
type EventFacts = {
  /** The version of the payload that is written now. */
  version: number;
  /** What became of the operation it keeps; null where it keeps none. */
  fate: "acknowledged" | "refused" | "late" | "unclaimed" | "part-closed" | null;
  /** Ends the attempt: the receipt is made of the last of these. */
  closes: boolean;
};

const ACT = { version: 1, fate: null, closes: false } as const;

export const EVENTS: Readonly<Record<EventKind, EventFacts>> = {
  prepared: { ...ACT, version: 2 },
  "rules-accepted": ACT,
  admitted: ACT,
  "seat-released": ACT,
  "seat-taken": ACT,
  "seat-refused": ACT,
  started: ACT,
  operation: { ...ACT, version: 2, fate: "acknowledged" },
  "operation-refused": { ...ACT, fate: "refused" },
  "operation-late": { ...ACT, fate: "late" },
  "operation-unclaimed": { ...ACT, fate: "unclaimed" },
  "operation-part-closed": { ...ACT, fate: "part-closed" },
  called: ACT,
  paused: ACT,
  resumed: ACT,
  extended: { ...ACT, version: 2 },
  "part-started": ACT,
  "part-left": { ...ACT, version: 2 },
  submitted: { ...ACT, closes: true },
  "timed-out": { ...ACT, closes: true },
  terminated: { ...ACT, closes: true },
  reopened: ACT,
  voided: { ...ACT, closes: true },
};

export type NewEvent = {
  [K in EventKind]: { kind: K; payload: EventPayloads[K]; serverTimeMs: number; text?: string };
}[EventKind];

/** An event as the log keeps it. `text` is the erasable text beside it, where there is one and it still exists. */
export type StoredEvent = NewEvent & { attemptId: string; number: number; previousHash: string; hash: string };
