import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { findRegistration, replaceCode } from "#db/sittings.ts";
import { admissionCodeHmac, newAdmissionCode, type IssuedCode } from "../make-admission-code.ts";
import type { ActorContext } from "../context.ts";

/** Gives a candidate a new admission code; the old one counts no more. Shown once. */
export async function reissueCode(
  context: ActorContext,
  input: { registrationId: string },
): Promise<({ ok: true } & IssuedCode) | Refusal> {
  const { db, actor, now, secrets } = context;
  const admissionCode = newAdmissionCode(context.randomBytes);
  return transact(db, async (trx) => {
    const registration = await findRegistration(trx, input.registrationId);
    if (!registration || registration.withdrawn) return refuse("unknown-registration");
    await replaceCode(trx, registration.id, admissionCodeHmac(secrets, admissionCode));
    await appendAudit(trx, { kind: "code-reissued", actorId: actor.personId, subjectId: registration.id, records: { registration: [registration.id] }, nowMs: now() });
    return { ok: true, candidateNumber: registration.candidateNumber, admissionCode } as const;
  });
}
