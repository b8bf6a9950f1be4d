import { newSalt, textHash } from "./hash-chain.ts";
import type { Connection } from "./open.ts";

/** Whether this person was ever given recovery codes, used or not. */
export async function hasRecoveryCodes(db: Connection, personId: string): Promise<boolean> {
  return (await db.selectFrom("recovery_code").select("person_id").where("person_id", "=", personId).limit(1).executeTakeFirst()) !== undefined;
}

export async function insertRecoveryCodes(trx: Connection, personId: string, codeHmacs: readonly string[], nowMs: number): Promise<void> {
  await trx
    .insertInto("recovery_code")
    .values(codeHmacs.map((hmac) => ({ person_id: personId, code_hmac: hmac, created_at_ms: nowMs, used_at_ms: null })))
    .execute();
}

/** Uses a code up: answers how many are left then, or null when it is none of this person or was used before. */
export async function useRecoveryCode(trx: Connection, personId: string, codeHmac: string, nowMs: number): Promise<number | null> {
  const { numUpdatedRows } = await trx
    .updateTable("recovery_code")
    .set({ used_at_ms: nowMs })
    .where("person_id", "=", personId)
    .where("code_hmac", "=", codeHmac)
    .where("used_at_ms", "is", null)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return null;
  return (await trx.selectFrom("recovery_code").select("code_hmac").where("person_id", "=", personId).where("used_at_ms", "is", null).execute()).length;
}

export async function deleteRecoveryCodes(trx: Connection, personId: string): Promise<void> {
  await trx.deleteFrom("recovery_code").where("person_id", "=", personId).execute();
}

/** Keeps why a second factor was reset; the reason may be erased, the audit gets `reasonHash` in its place. */
export async function insertSecondFactorReset(trx: Connection, reset: { personId: string; by: string | null; reason: string; nowMs: number }): Promise<{ number: number; reasonHash: string }> {
  const last = await trx.selectFrom("second_factor_reset").select("number").where("person_id", "=", reset.personId).orderBy("number", "desc").limit(1).executeTakeFirst();
  const number = (last?.number ?? 0) + 1;
  const salt = newSalt();
  await trx.insertInto("second_factor_reset").values({ person_id: reset.personId, number, reset_by: reset.by, salt, reason: reset.reason, reset_at_ms: reset.nowMs }).execute();
  return { number, reasonHash: textHash(salt, reset.reason) };
}
