import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { isOpenDemonstration } from "#app/exam/demonstration.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { findPersonByEmail } from "#db/people.ts";
import { loadSettings } from "#db/settings.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import type { Context } from "../context.ts";
import { newSignInToken } from "../make-sign-in-token.ts";

const VALID_FOR_MS = 12 * 3_600_000;

/** What a wrong address is checked against, so that it takes as long as a wrong password. */
const NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$3GYHuUR4mIPyx4f1jlDo0Hc6d2ZSG9qIqRRRKNqtAHo";

/**
 * Signs staff in with e-mail and password. Where a second factor is required the sign-in is incomplete until a code
 * (or, the first time, the set-up of the factor) completes it.
 */
export async function signInStaff(
  context: Context,
  input: { email: string; password: string },
): Promise<{ ok: true; token: string; expiresAtMs: number; complete: boolean } | (Refusal & { retryAfterSeconds?: number })> {
  const { db, brake, passwords, now } = context;
  const email = input.email.trim().toLowerCase();
  const brakeKey = `staff:${email}`;
  const wait = await brake.takeTry(brakeKey);
  if (wait > 0) return { ...refuse("slow-down"), retryAfterSeconds: wait };
  const person = await findPersonByEmail(db.read, email);
  const right = await passwords.verify(person?.password_hash ?? NOBODY, input.password);
  if (!person || !right || person.password_hash === null || person.disabled_at_ms !== null) return refuse("wrong-password");
  await brake.succeeded(brakeKey);
  const complete = isOpenDemonstration(await loadSettings(db.read)) && person.totp_confirmed_at_ms === null;
  const { token, tokenHash } = newSignInToken(context.randomBytes);
  const expiresAtMs = now() + VALID_FOR_MS;
  await transact(db, async (trx) => {
    await insertSignIn(trx, { tokenHash, personId: person.id, registrationId: null, nowMs: now(), expiresAtMs, complete });
    await appendAudit(trx, { kind: "staff-signed-in", actorId: person.id, subjectId: null, payload: { complete }, nowMs: now() });
  });
  return { ok: true, token, expiresAtMs, complete };
}
