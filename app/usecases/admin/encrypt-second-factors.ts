import { transact } from "#db/open.ts";
import { replaceTotpSecret, totpSecrets } from "#db/people.ts";
import type { Context } from "../context.ts";
import { isSealed, sealSecondFactor } from "../second-factor-secret.ts";

/**
 * Encrypts the secrets of second factors that an earlier version has stored as they are. At the start of a server and
 * not in a migration, because a migration has no secret file. Answers how many there were.
 */
export async function encryptSecondFactors(context: Pick<Context, "db" | "secrets" | "randomBytes" | "log">): Promise<number> {
  const { db, log } = context;
  const encrypted = await transact(db, async (trx) => {
    const plain = (await totpSecrets(trx)).filter(({ secret }) => !isSealed(secret));
    for (const { personId, secret } of plain) await replaceTotpSecret(trx, personId, sealSecondFactor(context, personId, secret));
    return plain.length;
  });
  if (encrypted > 0) log.info({ encrypted }, "secrets of second factors that were stored as they are have been encrypted");
  return encrypted;
}
