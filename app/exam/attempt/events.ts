import type { CallKind, OperationKind, OperationValue } from "./protocol.ts";

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
};

/**
 * What the log of an attempt can say, by kind. Payloads hold opaque identifiers only: no names, no free text.
 * A new kind is added here and in `applyEvent`; the compiler finds the rest.
 */
export type EventPayloads = {
  prepared: {
    sittingId: string;
    registrationId: string;
    formId: string;
    formHash: string;
    number: number;
    questions: number;
    limitMs: number;
    graceMs: number;
  };
  "rules-accepted": { version: string };
  admitted: { by: string };
  "seat-released": { by: string; untilMs: number };
  "seat-taken": { lease: number; browserId: string; why: "first" | "practice" | "same-browser" | "released" };
  "seat-refused": { browserId: string };
  started: { lease: number; version: string; build: string };
  operation: OperationFacts;
  "operation-refused": { opId: string; lease: number; seq: number; reason: string };
  "operation-late": OperationFacts;
  "operation-unclaimed": OperationFacts;
  called: { call: CallKind };
  paused: { by: string };
  resumed: { by: string };
  extended: { by: string; minutes: number };
  submitted: { by: "candidate" | "proctor" };
  "timed-out": { deadlineMs: number };
  terminated: { by: string };
  reopened: { by: string; extensionMs: number };
  voided: { by: string };
};

export type EventKind = keyof EventPayloads;

export type NewEvent = {
  [K in EventKind]: { kind: K; payload: EventPayloads[K]; serverTimeMs: number; text?: string };
}[EventKind];

/** An event as the log keeps it. `text` is the erasable text beside it, where there is one and it still exists. */
export type StoredEvent = NewEvent & { attemptId: string; number: number; previousHash: string; hash: string };
