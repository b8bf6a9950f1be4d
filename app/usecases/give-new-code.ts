import { canUndo, refusalOfNewCode, refusalOfUndo, type Desk } from "#app/exam/registration/decide-code-act.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { attemptsOfRegistrations } from "#db/attempts.ts";
import { appendAudit } from "#db/audit.ts";
import { insertCodeReissue, markReissueUndone, newestReissues, type CodeReissue } from "#db/code-reissues.ts";
import { transact, type Trx } from "#db/open.ts";
import { staffRights } from "#db/people.ts";
import { endSignInsOfRegistration } from "#db/sign-ins.ts";
import { codeHmacOf, findRegistration, replaceCode, type Registration } from "#db/sittings.ts";
import { admissionCodeHmac, newAdmissionCode, type IssuedCode } from "./make-admission-code.ts";
import type { ActorContext } from "./context.ts";

/** A code that was given anew; `number` tells it from others of the same registration, for the undo. */
export type NewCode = IssuedCode & { registrationId: string; number: number };

type Found = { registration: Registration; state: string | null };

/**
 * Gives a registration a new admission code, shown once. The old code and every sign-in that was made with it end in the
 * same transaction: an exam page that is open asks for the new code in place and keeps what it has to send.
 */
export async function giveNewCode(
  context: ActorContext,
  input: { desk: Desk; registrationId: string; reason: string; identityChecked: boolean },
): Promise<({ ok: true } & NewCode) | Refusal> {
  const { db, actor, now, secrets } = context;
  const { desk, identityChecked, reason } = input;
  const admissionCode = newAdmissionCode(context.randomBytes);
  return transact(db, async (trx) => {
    const found = await find(context, trx, input);
    if ("reason" in found) return found;
    const { registration, state } = found;
    const refusal = refusalOfNewCode({ desk, state, identityChecked, reason });
    if (refusal) return refusal;
    const nowMs = now();
    const { id: registrationId, candidateNumber } = registration;
    const previousCodeHmac = await codeHmacOf(trx, registrationId);
    await replaceCode(trx, registrationId, admissionCodeHmac(secrets, admissionCode));
    await endSignInsOfRegistration(trx, registrationId, nowMs);
    const { number, reasonHash } = await insertCodeReissue(trx, { registrationId, personId: actor.personId, previousCodeHmac, identityChecked, reason: reason.trim(), nowMs });
    const payload = { number, reasonHash, identityChecked };
    await appendAudit(trx, { kind: "code-reissued", actorId: actor.personId, subjectId: registrationId, payload, records: { registration: [registrationId] }, nowMs });
    return { ok: true, registrationId, candidateNumber, admissionCode, number } as const;
  });
}

/** Takes a new code back in its first minute: the code of before counts again, sign-ins of neither. */
export async function takeNewCodeBack(
  context: ActorContext,
  input: { desk: Desk; registrationId: string; number: number },
): Promise<{ ok: true; candidateNumber: string } | Refusal> {
  const { db, actor, now } = context;
  return transact(db, async (trx) => {
    const found = await find(context, trx, input);
    if ("reason" in found) return found;
    const { registration, state } = found;
    const { id: registrationId, candidateNumber } = registration;
    const newest = (await newestReissues(trx, [registrationId])).get(registrationId);
    if (!newest || input.number > newest.number) return refuse("unknown-new-code");
    const nowMs = now();
    const isNewest = input.number === newest.number;
    const refusal = refusalOfUndo({ desk: input.desk, state, givenAtMs: newest.givenAtMs, isNewest, isUndone: newest.isUndone, nowMs });
    if (refusal) return refusal;
    await replaceCode(trx, registrationId, newest.previousCodeHmac);
    await endSignInsOfRegistration(trx, registrationId, nowMs);
    await markReissueUndone(trx, { registrationId, number: newest.number, personId: actor.personId, nowMs });
    await appendAudit(trx, { kind: "code-reissue-undone", actorId: actor.personId, subjectId: registrationId, payload: { number: newest.number }, records: { registration: [registrationId] }, nowMs });
    return { ok: true, candidateNumber } as const;
  });
}

/** The registration with the state of its newest attempt; the room knows only those of the sittings the actor may watch. */
async function find({ actor }: ActorContext, trx: Trx, { desk, registrationId }: { desk: Desk; registrationId: string }): Promise<Found | Refusal> {
  const registration = await findRegistration(trx, registrationId);
  if (!registration || registration.withdrawn) return refuse("unknown-registration");
  if (desk === "room") {
    const rights = (await staffRights(trx, [actor.personId])).get(actor.personId);
    if (!rights?.roles.includes("admin") && !rights?.proctorOf.includes(registration.sittingId)) return refuse("not-your-sitting");
  }
  const attempts = await attemptsOfRegistrations(trx, [registrationId]);
  return { registration, state: attempts.at(-1)?.attempt.state ?? null };
}

/** Number of the new code of a registration that can still be taken back, or null. */
export function undoOf(newest: CodeReissue | undefined, nowMs: number): number | null {
  return newest && !newest.isUndone && canUndo(newest.givenAtMs, nowMs) ? newest.number : null;
}
