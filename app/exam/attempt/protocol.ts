/** The JSON of the exam page (docs/protocol.md), shared by the browser's player and the server's hot path. */
import type { OperationKind, ResponseKind } from "./operation-kinds.ts";
import type { AttemptState } from "./states.ts";

export const MAX_OPERATIONS = 200;
export const MAX_BODY_BYTES = 256 * 1024;
export const MAX_TEXT_LENGTH = 2_000;
/** Notes and reports of one attempt together, every version of them, in UTF-8 bytes. */
export const MAX_TEXT_BYTES = 5 * 1_024 * 1_024;
/** Operations of a replaced lease count when they arrive within this time after the take-over. */
export const REPLACED_LEASE_GRACE_MS = 2 * 60_000;

/** The shape of an identifier that a browser chooses for an operation or an act. */
export const IDENTIFIER = /^[0-9a-fA-F-]{36}$/;

export type OperationValue = string[] | boolean | [number, number][] | string | null;

export type Operation = {
  opId: string;
  seq: number;
  position: number;
  kind: OperationKind;
  value: OperationValue;
  /** Evidence only: server time the browser last heard, and milliseconds of `performance.now()` since then. */
  lastServerTimeMs: number;
  elapsedMs: number;
};

export const SQUARE_ANSWERS = ["seen", "not-seen"] as const;
export type SquareAnswer = (typeof SQUARE_ANSWERS)[number];
/** Black with a dark grey square in it, and white with a bright one. */
export type Square = "dark" | "bright";
/** What the candidate said in the waiting room of each square; null: nothing. */
export type DisplayTest = Record<Square, SquareAnswer | null>;

/**
 * `display` counts with the start itself; a repeated request changes nothing of it. `part`: begins that part when the
 * one before is left; without it, and for the part that was begun, the answer only tells.
 */
export type StartRequest = { lease: number; display?: DisplayTest | undefined; part?: number | undefined };

export type OperationsRequest = { lease: number; operations: Operation[] };

export type Clock = {
  serverTimeMs: number;
  deadlineMs: number | null;
  state: AttemptState;
  lease: number;
  /** Until when any browser may take the seat; null while no proctor has released it. Servers before it leave it out. */
  seatReleasedUntilMs?: number | null;
  /** The part that was begun last, from 1 on (0: none yet), and whether it runs. Servers before parts leave them out. */
  part?: number;
  partRuns?: boolean;
  /** Before the start: why nobody may begin at present, told by replies and not by the feed. */
  startsWait?: string | undefined;
};

export type Receipt = {
  chainHead: string;
  eventCount: number;
  closedAtMs: number;
  answered: number;
  /** ISO date (yyyy-mm-dd) or null where the result is shown at once. */
  resultsExpectedOn: string | null;
};

export type StoredResponse = {
  position: number;
  kind: ResponseKind;
  value: OperationValue;
  /** Whether the question counts as answered by it; false for everything that is no answer. Servers before it leave it out. */
  answered?: boolean;
  lease: number;
  seq: number;
  savedAtMs: number;
};

export type Started = Clock & {
  /** Of the part that runs; empty between two parts. */
  contentKey: string;
  /** The positions of that part. */
  order: number[];
  responses: StoredResponse[];
  position: number;
  /** The positions visited so far, ascending. */
  seen: readonly number[];
  submittedAtMs: number | null;
  receipt: Receipt | null;
};

export type Acknowledgement = Clock & {
  acknowledged: string[];
  refused: { opId: string; reason: string }[];
  /** Kept and of no effect: their part was over, or their question passed in a one-way part. Servers before parts leave it out. */
  partClosed?: string[];
  waitingFor: number[];
  chainHead: string;
  receipt: Receipt | null;
};

/** Nothing of the request was stored; `waitingFor` names the first numbers that are missing. */
export type Gap = Acknowledgement & { reason: "gap" };
export type SeatTaken = Acknowledgement & { reason: "seat-taken"; unclaimed: string[] };
export type Closed = Acknowledgement & { reason: "closed"; stored: string[]; late: true };

export type EncryptedPackage = {
  /** Says how the nonces are made (exam/form/nonce.ts): 1 for attempts prepared before parts were frozen. */
  protocol: 1 | 2;
  attemptId: string;
  part: number;
  index: 0;
  hash: string;
  ciphertext: string;
  frames: { index: number; hash: string; bytes: number }[];
  /** For each question that has images, in the order of the form: the indexes of its frames. Servers before it leave it out. */
  questionFrames?: number[][];
};

export type Heartbeat = {
  lease: number;
  waiting: number;
  oldestWaitingMs: number;
  position: number;
  visible: boolean;
  fullScreen: boolean;
  rttMs: number | null;
};

export const CALL_KINDS = ["technical", "question", "unwell", "toilet"] as const;
/** Until November 2026 two calls were one; logs hold it, and a page that was opened then still sends it. */
export const FORMER_CALL_KIND = "unwell-or-toilet";
export type CallKind = (typeof CALL_KINDS)[number] | typeof FORMER_CALL_KIND;
