import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { isOpenDemonstration } from "#app/exam/demonstration.ts";
import { appendAudit } from "#db/audit.ts";
import { peopleOfBrowser } from "#db/known-browsers.ts";
import { transact } from "#db/open.ts";
import { findPersonByEmail } from "#db/people.ts";
import { loadSettings } from "#db/settings.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import type { Context } from "../context.ts";
import { hashOfToken, newSignInToken } from "../make-sign-in-token.ts";
import { rememberBrowser, type KnownBrowser } from "../remember-browser.ts";

const VALID_FOR_MS = 12 * 3_600_000;
/** The longest queue of password hashes takes about so long. */
const BUSY_FOR_SECONDS = 2;

/** What a wrong address is checked against, so that it takes as long as a wrong password. */
const NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$3GYHuUR4mIPyx4f1jlDo0Hc6d2ZSG9qIqRRRKNqtAHo";

type SignedIn = { ok: true; token: string; expiresAtMs: number; complete: boolean; browser: KnownBrowser | null };

/**
 * Signs staff in with e-mail and password. Where a second factor is required the sign-in is incomplete until a code
 * (or, the first time, the set-up of the factor) completes it.
 *
 * Every try is counted before its password is looked at, for the network `address` and for the account; only a right
 * one is given back. A browser in which this person has signed in before (`browser`: the token of its cookie) is
 * counted apart, so that nobody else's wrong passwords keep the owner of an account out.
 */
export async function signInStaff(
  context: Context,
  input: { email: string; password: string; address: string; browser: string | null },
): Promise<SignedIn | (Refusal & { retryAfterSeconds?: number })> {
  const { db, brake, passwords, now } = context;
  const { password, address, browser } = input;
  const email = input.email.trim().toLowerCase();
  const addressWait = await brake.takeTry("staff-address", address);
  if (addressWait > 0) return { ...refuse("slow-down"), retryAfterSeconds: addressWait };
  const browserHash = browser === null ? "" : hashOfToken(browser);
  const isKnown = browser !== null && (await peopleOfBrowser(db.read, browserHash, now())).some((one) => one.email === email);
  const account = isKnown ? `${email} ${browserHash}` : email;
  const wait = await brake.takeTry("staff-account", account);
  if (wait > 0) return { ...refuse("slow-down"), retryAfterSeconds: wait };
  const giveBack = () => Promise.all([brake.giveBack("staff-address", address), brake.giveBack("staff-account", account)]);

  const person = await findPersonByEmail(db.read, email);
  const right = await passwords.verify(person?.password_hash ?? NOBODY, password, isKnown);
  if (right === null) {
    await giveBack();
    return { ...refuse("busy"), retryAfterSeconds: BUSY_FOR_SECONDS };
  }
  if (!person || !right || person.password_hash === null || person.disabled_at_ms !== null) {
    context.failedSignIns.note({ way: "staff", who: email, address, atMs: now() });
    return refuse("wrong-password");
  }
  await giveBack();
  const complete = isOpenDemonstration(await loadSettings(db.read)) && person.totp_confirmed_at_ms === null;
  const { token, tokenHash } = newSignInToken(context.randomBytes);
  const expiresAtMs = now() + VALID_FOR_MS;
  const known = await transact(db, async (trx) => {
    await insertSignIn(trx, { tokenHash, personId: person.id, registrationId: null, nowMs: now(), expiresAtMs, complete });
    await appendAudit(trx, { kind: "staff-signed-in", actorId: person.id, subjectId: null, payload: { complete }, nowMs: now() });
    return complete ? rememberBrowser(context, trx, { personId: person.id, browser }) : null;
  });
  return { ok: true, token, expiresAtMs, complete, browser: known };
}
