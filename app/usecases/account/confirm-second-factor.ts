import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendAudit } from "#db/audit.ts";
import { peopleOfBrowser } from "#db/known-browsers.ts";
import { transact, type Trx } from "#db/open.ts";
import { findPerson, useTotpStep } from "#db/people.ts";
import { hasRecoveryCodes, insertRecoveryCodes, useRecoveryCode } from "#db/recovery-codes.ts";
import { completeSignIn } from "#db/sign-ins.ts";
import { verify } from "otplib";
import type { Context } from "../context.ts";
import { hashOfToken } from "../make-sign-in-token.ts";
import { isRecoveryCode, newRecoveryCodes, recoveryCodeHmac } from "../recovery-codes.ts";
import { openSecondFactor } from "../second-factor-secret.ts";
import { rememberBrowser, type KnownBrowser } from "../remember-browser.ts";

const STEP_SECONDS = 30;

/** `recoveryCodes`: shown now and never again, with the first code of a person who has none. */
type Confirmed = { ok: true; browser: KnownBrowser; recoveryCodes: string[] | null };

/**
 * Completes a sign-in with a code of the second factor, or with a recovery code in its place; each counts once. Wrong
 * ones are counted for the person, in a browser that this person has used before apart from all others, and what can be
 * no code is no guess. `inPlace`: over an open page, which has no room to show recovery codes and makes none.
 */
export async function confirmSecondFactor(
  context: Context,
  { tokenHash, personId }: { tokenHash: string; personId: string },
  { code, browser, address, inPlace = false }: { code: string; browser: string | null; address: string; inPlace?: boolean },
): Promise<Confirmed | (Refusal & { retryAfterSeconds?: number })> {
  const { db, brake, now } = context;
  const person = await findPerson(db.read, personId);
  if (!person || person.totp_secret === null) return refuse("second-factor-missing");
  const isRecovery = isRecoveryCode(code) && person.totp_confirmed_at_ms !== null;
  const secret = openSecondFactor(context, personId, person.totp_secret);
  if (secret === null && !isRecovery) return refuse("second-factor-unreadable");
  const token = code.replace(/\s/g, "");
  if (!isRecovery && !/^\d{6}$/.test(token)) return refuse("wrong-second-factor");
  const browserHash = browser === null ? "" : hashOfToken(browser);
  const isKnown = browser !== null && (await peopleOfBrowser(db.read, browserHash, now())).some((one) => one.personId === personId);
  const who = isKnown ? `${personId} ${browserHash}` : personId;
  const wait = await brake.takeTry("second-factor", who);
  if (wait > 0) return { ...refuse("slow-down"), retryAfterSeconds: wait };

  const use = isRecovery ? recoveryCode(context, personId, code) : await authenticatorCode(context, personId, secret ?? "", token, inPlace);
  const confirmed =
    use &&
    (await transact(db, async (trx): Promise<Confirmed | null> => {
      const used = await use(trx);
      if (used === null) return null;
      await completeSignIn(trx, tokenHash, now());
      await appendAudit(trx, { ...used.audit, actorId: personId, subjectId: null, nowMs: now() });
      return { ok: true, browser: await rememberBrowser(context, trx, { personId, browser }), recoveryCodes: used.recoveryCodes };
    }));
  if (!confirmed) {
    context.failedSignIns.note({ way: "second-factor", who: personId, address, atMs: now() });
    return refuse("wrong-second-factor");
  }
  await brake.giveBack("second-factor", who);
  return confirmed;
}

type Used = { audit: { kind: string; payload?: object }; recoveryCodes: string[] | null };
/** Uses a code up in the transaction of the sign-in; null where it counts no more. */
type Use = (trx: Trx) => Promise<Used | null>;

/**
 * The time step whose code this is, or null. An authenticator has the true time: while the server's clock is in doubt the
 * machine's may be it, and the page that ends the doubt needs a second factor.
 */
async function stepOf(secret: string, token: string, nowMs: number): Promise<number | null> {
  const epoch = Math.floor(nowMs / 1_000);
  const checked = await verify({ secret, token, epoch, epochTolerance: STEP_SECONDS });
  return checked.valid ? Math.floor(epoch / STEP_SECONDS) + checked.delta : null;
}

/** The code of an authenticator, or null when it is wrong. Whoever has never had recovery codes is given ten. */
async function authenticatorCode(context: Context, personId: string, secret: string, token: string, inPlace: boolean): Promise<Use | null> {
  const { clock } = context;
  const step = (await stepOf(secret, token, context.now())) ?? (clock.isSure() ? null : await stepOf(secret, token, clock.machineNow()));
  if (step === null) return null;
  return async (trx) => {
    if (!(await useTotpStep(trx, personId, step, context.now()))) return null;
    const audit = { kind: "second-factor-passed" };
    if (inPlace || (await hasRecoveryCodes(trx, personId))) return { audit, recoveryCodes: null };
    const recoveryCodes = newRecoveryCodes(context.randomBytes);
    await insertRecoveryCodes(trx, personId, recoveryCodes.map((code) => recoveryCodeHmac(context.secrets, personId, code)), context.now());
    return { audit: { ...audit, payload: { recoveryCodes: recoveryCodes.length } }, recoveryCodes };
  };
}

function recoveryCode({ secrets, now }: Context, personId: string, code: string): Use {
  return async (trx) => {
    const left = await useRecoveryCode(trx, personId, recoveryCodeHmac(secrets, personId, code), now());
    return left === null ? null : { audit: { kind: "recovery-code-used", payload: { left } }, recoveryCodes: null };
  };
}
