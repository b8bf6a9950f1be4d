import type { Attempt } from "#app/exam/attempt/attempt.ts";
import type { CandidateAct } from "#app/exam/attempt/decide-candidate-act.ts";
import type { OperationsOutcome } from "#app/exam/attempt/decide-operations.ts";
import type { Clock, Receipt, Started } from "#app/exam/attempt/protocol.ts";
import type { StaffAct } from "#app/exam/proctoring/decide-staff-act.ts";
import type { LoadedAttempt } from "#db/attempts.ts";
import type { Trx } from "#db/open.ts";

/**
 * Who acts. A candidate's browser by the SHA-256 of its sign-in token, a page of the candidate by the registration of
 * its sign-in, a member of staff by their person; their rights are read in the transaction of the act.
 */
export type ActedBy = { tokenHash: string } | { registrationId: string } | { personId: string } | "server";

/** Makes the attempt of a registration, or finds the one there is: `again` asks for another practice attempt. */
export type PrepareAct = { kind: "prepare"; registrationId: string; again: boolean };

export type Act = CandidateAct | StaffAct | PrepareAct;

export type SubmittedAct = {
  /** The attempt; for `prepare` the identifier that a new one gets. */
  attemptId: string;
  by: ActedBy;
  /** Identifier of an act of staff, chosen by the page: the same again is the same act and gets the same answer, also where its reason or its minutes are others: the first counts. */
  actId?: string;
  /** Server time at which the request had been read. */
  arrivedAtMs: number;
  act: Act;
  /** What is written elsewhere with the act (and the attempt as the whole batch leaves it), in its transaction; not when it is refused or a repetition. May run again. */
  alongside?: (trx: Trx, attempt: Attempt) => Promise<void>;
};

export type ActResult =
  | { ok: true; kind: "operations"; clock: Clock; outcome: OperationsOutcome; chainHead: string; receipt: Receipt | null }
  | { ok: true; kind: "started"; started: Started }
  | { ok: true; kind: "clock"; clock: Clock }
  | { ok: true; kind: "prepared"; attempt: Attempt }
  | { ok: false; reason: string; clock: Clock | null };

/** What changed, for the live feed and the checkpoints: told only after the commit. `closed`: the attempt ended with it. */
export type ChangedAttempt = { stored: LoadedAttempt; closed: boolean };

/**
 * Stores an act on an attempt and answers after its commit. Throws `QueueFullError` when too many wait, and what the
 * database throws; then nothing of the act is stored.
 */
export type RecordAct = (submitted: SubmittedAct) => Promise<ActResult>;

/**
 * As `RecordAct`, for acts on several attempts that are stored together or not at all, with what `alongside` writes in
 * their transaction (it may run again). What it throws undoes all of it.
 */
export type RecordTogether = (acts: readonly SubmittedAct[], alongside?: (trx: Trx) => Promise<void>) => Promise<ActResult[]>;
