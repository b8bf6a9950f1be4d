import { transact } from "#db/open.ts";
import { appendSeal } from "#db/seals.ts";
import type { Context } from "../context.ts";

/**
 * Seals how far audit and checkpoints have come, and keeps the seal outside the database as well; nothing when nothing has
 * come since. What is in the database only, because the file could not be written, the next seal vouches for.
 */
export async function sealChanges({ db, secrets, seals, now }: Pick<Context, "db" | "secrets" | "seals" | "now">): Promise<boolean> {
  const seal = await transact(db, (trx) => appendSeal(trx, secrets.key("checkpoints"), now()));
  if (seal === null) return false;
  await seals.append([{ seal: seal.number, mac: seal.mac, atMs: seal.serverTimeMs, audit: seal.body.audit[0] }]);
  return true;
}
