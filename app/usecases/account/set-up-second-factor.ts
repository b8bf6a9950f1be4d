import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { transact } from "#db/open.ts";
import { findPerson, setTotpSecret } from "#db/people.ts";
import { generateSecret, generateURI } from "otplib";
import type { Context } from "../context.ts";
import { openSecondFactor, sealSecondFactor } from "../second-factor-secret.ts";

const ISSUER = "European CMR Exam";

/** The secret of a factor that is being set up; a confirmed one is never shown again. */
export async function setUpSecondFactor(
  context: Pick<Context, "db" | "secrets" | "randomBytes">,
  { personId }: { personId: string },
): Promise<{ ok: true; secret: string; uri: string } | Refusal> {
  const fresh = generateSecret();
  // Read in the transaction: a second page that is opened at once must not take the place of the secret the first one shows.
  return transact(context.db, async (trx) => {
    const person = await findPerson(trx, personId);
    if (!person) return refuse("unknown-person");
    if (person.totp_confirmed_at_ms !== null) return refuse("second-factor-exists");
    // One that cannot be read was never confirmed, so nobody loses anything by a new one.
    const begun = person.totp_secret === null ? null : openSecondFactor(context, personId, person.totp_secret);
    const secret = begun ?? fresh;
    if (begun === null) await setTotpSecret(trx, personId, sealSecondFactor(context, personId, fresh));
    return { ok: true, secret, uri: generateURI({ issuer: ISSUER, label: person.email ?? person.id, secret }) } as const;
  });
}
