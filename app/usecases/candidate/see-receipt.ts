import { receiptOf } from "#app/exam/attempt/receipt.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { closingEntries } from "#db/attempts.ts";
import type { ActorContext } from "../context.ts";
import { attemptOfActor } from "../find-own-attempt.ts";

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
export async function seeReceipt(context: ActorContext, attemptId: string): Promise<{ ok: true; receipt: KeptReceipt } | Refusal> {
  const { db, actor } = context;
  const own = await attemptOfActor(context, attemptId, "person");
  if (!own.ok) return own;
  const { loaded: { attempt }, registration, sitting } = own;
  const closing = (await closingEntries(db.read, [attemptId])).get(attemptId) ?? null;
  const receipt = receiptOf(attempt, closing, sitting.resultsExpectedOn);
  if (!receipt) return refuse("exam-not-over");
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
