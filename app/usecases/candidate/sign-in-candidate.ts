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
 * Signs a candidate in with candidate number and admission code. Guessing is slowed for each candidate number, never
 * for an address: a whole room sits behind one.
 */
export async function signInCandidate(
  context: Context,
  input: { candidateNumber: string; code: string },
): Promise<{ ok: true; token: string; expiresAtMs: number } | (Refusal & { retryAfterSeconds?: number })> {
  const { db, brake, secrets, now, randomBytes } = context;
  const candidateNumber = input.candidateNumber.trim().toUpperCase();
  const brakeKey = `candidate:${candidateNumber}`;
  const wait = await brake.takeTry(brakeKey);
  if (wait > 0) return { ...refuse("slow-down"), retryAfterSeconds: wait };
  const registration = await findRegistrationByCode(db.read, admissionCodeHmac(secrets, input.code));
  const person = registration && (await findPerson(db.read, registration.personId));
  if (!registration || !person || person.disabled_at_ms !== null || registration.withdrawn || registration.candidateNumber !== candidateNumber) return refuse("wrong-code");
  await brake.succeeded(brakeKey);
  const { token, tokenHash } = newSignInToken(randomBytes);
  const expiresAtMs = now() + VALID_FOR_MS;
  await transact(db, (trx) =>
    insertSignIn(trx, {
      tokenHash,
      personId: registration.personId,
      registrationId: registration.id,
      nowMs: now(),
      expiresAtMs,
      complete: true,
    }),
  );
  return { ok: true, token, expiresAtMs };
}
