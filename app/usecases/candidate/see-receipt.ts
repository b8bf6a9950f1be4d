import { receiptOf } from "#app/exam/attempt/receipt.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { closingEntries, loadAttempt } from "#db/attempts.ts";
import { findRegistration, findSitting } from "#db/sittings.ts";
import type { ActorContext } from "../context.ts";

/** What a candidate keeps as proof of what was handed in. */
export type KeptReceipt = {
  attemptId: string;
  sittingTitle: string;
  candidateNumber: string;
  candidateName: string;
  timeZone: string;
  closedAtMs: number;
  answered: number;
  questions: number;
  /** Entries of the log at the close, and the hash of the last of them. */
  entries: number;
  fingerprint: string;
};

/** The receipt of one's own closed attempt, as often as it is wanted. */
export async function seeReceipt({ db, actor }: ActorContext, attemptId: string): Promise<{ ok: true; receipt: KeptReceipt } | Refusal> {
  const place = await loadAttempt(db.read, attemptId);
  const registration = place ? await findRegistration(db.read, place.attempt.registrationId) : null;
  if (!place || !registration || registration.personId !== actor.personId) return refuse("not-your-attempt");
  const { attempt } = place;
  const sitting = await findSitting(db.read, attempt.sittingId);
  const closing = (await closingEntries(db.read, [attemptId])).get(attemptId) ?? null;
  const receipt = sitting ? receiptOf(attempt, closing, sitting.resultsExpectedOn) : null;
  if (!receipt || !sitting) return refuse("exam-not-over");
  return {
    ok: true,
    receipt: {
      attemptId,
      sittingTitle: sitting.title,
      candidateNumber: registration.candidateNumber,
      candidateName: actor.name,
      timeZone: sitting.timeZone,
      closedAtMs: receipt.closedAtMs,
      answered: receipt.answered,
      questions: attempt.questions,
      entries: receipt.eventCount,
      fingerprint: receipt.chainHead,
    },
  };
}
