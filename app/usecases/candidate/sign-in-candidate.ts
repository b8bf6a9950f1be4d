import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { admissionCodeHmac } from "../make-admission-code.ts";
import { findPerson } from "#db/people.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { findRegistrationByCode } from "#db/sittings.ts";
import { transact } from "#db/open.ts";
import type { Context } from "../context.ts";
import { newSignInToken } from "../make-sign-in-token.ts";

/** A candidate's sign-in outlasts any exam: it never ends inside an attempt. */
const VALID_FOR_MS = 24 * 3_600_000;

/**
 * Signs a candidate in with candidate number and admission code. A right code always enters, whatever anybody tried
 * before: it is compared first, which is one hash and one look into an index, and its 80 bits cannot be guessed. Wrong
 * ones are slowed down for each candidate number and for the network `address`.
 */
export async function signInCandidate(
  context: Context,
  input: { candidateNumber: string; code: string; address: string },
): Promise<{ ok: true; token: string; expiresAtMs: number } | (Refusal & { retryAfterSeconds?: number })> {
  const { db, secrets, now, randomBytes } = context;
  const candidateNumber = input.candidateNumber.trim().toUpperCase();
  const registration = await findRegistrationByCode(db.read, admissionCodeHmac(secrets, input.code));
  const person = registration && (await findPerson(db.read, registration.personId));
  if (!registration || !person || person.disabled_at_ms !== null || registration.withdrawn || registration.candidateNumber !== candidateNumber) {
    return wrongCode(context, candidateNumber, input.address);
  }
  const { token, tokenHash } = newSignInToken(randomBytes);
  const expiresAtMs = now() + VALID_FOR_MS;
  const isStillRight = await transact(db, async (trx) => {
    // A new code may have been given while this one waited for its turn.
    if ((await findRegistrationByCode(trx, admissionCodeHmac(secrets, input.code)))?.id !== registration.id) return false;
    await insertSignIn(trx, { tokenHash, personId: registration.personId, registrationId: registration.id, nowMs: now(), expiresAtMs, complete: true });
    return true;
  });
  return isStillRight ? { ok: true, token, expiresAtMs } : wrongCode(context, candidateNumber, input.address);
}

/** Counts a wrong code, and notes it for the audit. From an address that has had its tries nothing more is counted: it must not brake others by its number. */
async function wrongCode({ brake, failedSignIns, now }: Context, candidateNumber: string, address: string): Promise<Refusal & { retryAfterSeconds?: number }> {
  const addressWait = await brake.takeTry("candidate-address", address);
  const wait = addressWait > 0 ? addressWait : await brake.takeTry("candidate-number", candidateNumber);
  if (wait > 0) return { ...refuse("slow-down"), retryAfterSeconds: wait };
  failedSignIns.note({ way: "candidate", who: candidateNumber, address, atMs: now() });
  return refuse("wrong-code");
}
