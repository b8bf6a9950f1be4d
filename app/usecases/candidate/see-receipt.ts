import { isClosed } from "#app/exam/attempt/attempt.ts";
import { closingEntry } from "#app/exam/attempt/receipt.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { loadAttempt, loadEvents } from "#db/attempts.ts";
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
  const closing = closingEntry(await loadEvents(db.read, attemptId));
  if (!isClosed(attempt.state) || closing === null || !sitting) return refuse("exam-not-over");
  return {
    ok: true,
    receipt: {
      attemptId,
      sittingTitle: sitting.title,
      candidateNumber: registration.candidateNumber,
      candidateName: actor.name,
      timeZone: sitting.timeZone,
      closedAtMs: attempt.closedAtMs ?? 0,
      answered: attempt.answered,
      questions: attempt.questions,
      entries: closing.number,
      fingerprint: closing.hash,
    },
  };
}
