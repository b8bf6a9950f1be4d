import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { findPerson, setTotpSecret, useTotpStep } from "#db/people.ts";
import { completeSignIn } from "#db/sign-ins.ts";
import { generateSecret, generateURI, verify } from "otplib";
import type { Context } from "../context.ts";

const ISSUER = "European CMR Exam";
const STEP_SECONDS = 30;

type Signer = { tokenHash: string; personId: string };

/** The secret of a factor that is being set up; a confirmed one is never shown again. */
export async function setUpSecondFactor(
  { db }: Context,
  { personId }: Signer,
): Promise<{ ok: true; secret: string; uri: string } | Refusal> {
  const fresh = generateSecret();
  // Read in the transaction: a second page that is opened at once must not take the place of the secret the first one shows.
  return transact(db, async (trx) => {
    const person = await findPerson(trx, personId);
    if (!person) return refuse("unknown-person");
    if (person.totp_confirmed_at_ms !== null) return refuse("second-factor-exists");
    const secret = person.totp_secret ?? fresh;
    if (person.totp_secret === null) await setTotpSecret(trx, personId, fresh);
    return { ok: true, secret, uri: generateURI({ issuer: ISSUER, label: person.email ?? person.id, secret }) } as const;
  });
}

/** Completes a sign-in with a code of the second factor; each code counts once. */
export async function confirmSecondFactor(
  context: Context,
  { tokenHash, personId }: Signer,
  code: string,
): Promise<{ ok: true } | (Refusal & { retryAfterSeconds?: number })> {
  const { db, brake, now } = context;
  const brakeKey = `second-factor:${personId}`;
  const wait = await brake.takeTry(brakeKey);
  if (wait > 0) return { ...refuse("slow-down"), retryAfterSeconds: wait };
  const person = await findPerson(db.read, personId);
  if (!person || person.totp_secret === null) return refuse("second-factor-missing");
  const token = code.replace(/\s/g, "");
  const epoch = Math.floor(now() / 1_000);
  const checked = /^\d{6}$/.test(token)
    ? await verify({ secret: person.totp_secret, token, epoch, epochTolerance: STEP_SECONDS })
    : ({ valid: false } as const);
  const step = checked.valid ? Math.floor(epoch / STEP_SECONDS) + checked.delta : 0;
  const accepted =
    checked.valid &&
    (await transact(db, async (trx) => {
      if (!(await useTotpStep(trx, personId, step, now()))) return false;
      await completeSignIn(trx, tokenHash, now());
      await appendAudit(trx, { kind: "second-factor-passed", actorId: personId, subjectId: null, nowMs: now() });
      return true;
    }));
  if (!accepted) return refuse("wrong-second-factor");
  await brake.succeeded(brakeKey);
  return { ok: true };
}
