import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendAudit } from "#db/audit.ts";
import { peopleOfBrowser } from "#db/known-browsers.ts";
import { transact } from "#db/open.ts";
import { findPerson, useTotpStep } from "#db/people.ts";
import { completeSignIn } from "#db/sign-ins.ts";
import { verify } from "otplib";
import type { Context } from "../context.ts";
import { hashOfToken } from "../make-sign-in-token.ts";
import { openSecondFactor } from "../second-factor-secret.ts";
import { rememberBrowser, type KnownBrowser } from "../remember-browser.ts";

const STEP_SECONDS = 30;

/**
 * Completes a sign-in with a code of the second factor; each code counts once. Wrong ones are counted for the person, in
 * a browser that this person has used before apart from all others, and what is no code of six digits is no guess.
 */
export async function confirmSecondFactor(
  context: Context,
  { tokenHash, personId }: { tokenHash: string; personId: string },
  { code, browser, address }: { code: string; browser: string | null; address: string },
): Promise<{ ok: true; browser: KnownBrowser } | (Refusal & { retryAfterSeconds?: number })> {
  const { db, brake, now } = context;
  const person = await findPerson(db.read, personId);
  if (!person || person.totp_secret === null) return refuse("second-factor-missing");
  const secret = openSecondFactor(context, personId, person.totp_secret);
  if (secret === null) return refuse("second-factor-unreadable");
  const token = code.replace(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return refuse("wrong-second-factor");
  const browserHash = browser === null ? "" : hashOfToken(browser);
  const isKnown = browser !== null && (await peopleOfBrowser(db.read, browserHash, now())).some((one) => one.personId === personId);
  const who = isKnown ? `${personId} ${browserHash}` : personId;
  const wait = await brake.takeTry("second-factor", who);
  if (wait > 0) return { ...refuse("slow-down"), retryAfterSeconds: wait };
  const epoch = Math.floor(now() / 1_000);
  const checked = await verify({ secret, token, epoch, epochTolerance: STEP_SECONDS });
  const step = checked.valid ? Math.floor(epoch / STEP_SECONDS) + checked.delta : 0;
  const known =
    checked.valid &&
    (await transact(db, async (trx) => {
      if (!(await useTotpStep(trx, personId, step, now()))) return false;
      await completeSignIn(trx, tokenHash, now());
      await appendAudit(trx, { kind: "second-factor-passed", actorId: personId, subjectId: null, nowMs: now() });
      return rememberBrowser(context, trx, { personId, browser });
    }));
  if (!known) {
    context.failedSignIns.note({ way: "second-factor", who: personId, address, atMs: now() });
    return refuse("wrong-second-factor");
  }
  await brake.giveBack("second-factor", who);
  return { ok: true, browser: known };
}
