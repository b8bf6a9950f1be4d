import { cleanText } from "#app/exam/text/plain-text.ts";
import { faultInReason } from "#app/exam/text/reason.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { clearSecondFactor, findPersonByEmail } from "#db/people.ts";
import { deleteRecoveryCodes, insertSecondFactorReset } from "#db/recovery-codes.ts";
import { endStaffSignIns } from "#db/sign-ins.ts";
import type { Context } from "../context.ts";

/**
 * Takes away the second factor and the recovery codes of somebody who has lost both, with a reason, and ends their
 * sign-ins as staff: the next sign-in with the password sets up a new one. Whoever does this must know for sure who asks,
 * for until then the password alone is enough. `by`: null from the command line.
 */
export async function resetSecondFactor(
  { db, now }: Pick<Context, "db" | "now">,
  { email, reason, by }: { email: string; reason: string; by: string | null },
): Promise<{ ok: true; name: string } | Refusal> {
  // A page cleans its fields; what comes from a command line does not come through one.
  const text = cleanText(reason).trim();
  const fault = faultInReason(text);
  if (fault !== null) return refuse(fault);
  return transact(db, async (trx) => {
    const person = await findPersonByEmail(trx, email.trim());
    if (!person) return refuse("unknown-person");
    if (person.totp_secret === null) return refuse("no-second-factor");
    const nowMs = now();
    await clearSecondFactor(trx, person.id);
    await deleteRecoveryCodes(trx, person.id);
    await endStaffSignIns(trx, person.id, nowMs);
    const { number, reasonHash } = await insertSecondFactorReset(trx, { personId: person.id, by, reason: text, nowMs });
    await appendAudit(trx, { kind: "second-factor-reset", actorId: by, subjectId: person.id, payload: { number, reasonHash }, nowMs });
    return { ok: true, name: person.name } as const;
  });
}
