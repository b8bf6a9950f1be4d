import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { findPerson, useTotpStep } from "#db/people.ts";
import { completeSignIn } from "#db/sign-ins.ts";
import { verify } from "otplib";
import type { Context } from "../context.ts";

const STEP_SECONDS = 30;

/** Completes a sign-in with a code of the second factor; each code counts once. */
export async function confirmSecondFactor(
  context: Context,
  { tokenHash, personId }: { tokenHash: string; personId: string },
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
