import { newSalt, textHash } from "./hash-chain.ts";
import type { Connection } from "./open.ts";

/** A new admission code that was given in the place of another. */
export type CodeReissue = { registrationId: string; number: number; previousCodeHmac: string; givenAtMs: number; isUndone: boolean };

/**
 * Keeps that a new code was given, and by which one it was preceded. The reason stands here and may be erased; the audit
 * gets `reasonHash` in its place. Two that are given at once choose the same number, and one is tried again.
 */
export async function insertCodeReissue(
  trx: Connection,
  reissue: { registrationId: string; personId: string; previousCodeHmac: string; identityChecked: boolean; reason: string; nowMs: number },
): Promise<{ number: number; reasonHash: string }> {
  const before = (await newestReissues(trx, [reissue.registrationId])).get(reissue.registrationId);
  const number = (before?.number ?? 0) + 1;
  const salt = newSalt();
  await trx
    .insertInto("code_reissue")
    .values({
      registration_id: reissue.registrationId,
      number,
      person_id: reissue.personId,
      previous_code_hmac: reissue.previousCodeHmac,
      identity_checked: Number(reissue.identityChecked),
      salt,
      reason: reissue.reason,
      given_at_ms: reissue.nowMs,
      undone_by: null,
      undone_at_ms: null,
    })
    .execute();
  return { number, reasonHash: textHash(salt, reissue.reason) };
}

/** The last code that was given anew, by registration. */
export async function newestReissues(db: Connection, registrationIds: readonly string[]): Promise<Map<string, CodeReissue>> {
  if (registrationIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("code_reissue")
    .select(["registration_id", "number", "previous_code_hmac", "given_at_ms", "undone_at_ms"])
    .where("registration_id", "in", [...registrationIds])
    .orderBy("number")
    .execute();
  return new Map(
    rows.map((row) => [
      row.registration_id,
      { registrationId: row.registration_id, number: row.number, previousCodeHmac: row.previous_code_hmac, givenAtMs: row.given_at_ms, isUndone: row.undone_at_ms !== null },
    ]),
  );
}

export async function markReissueUndone(trx: Connection, { registrationId, number, personId, nowMs }: { registrationId: string; number: number; personId: string; nowMs: number }): Promise<void> {
  await trx
    .updateTable("code_reissue")
    .set({ undone_by: personId, undone_at_ms: nowMs })
    .where("registration_id", "=", registrationId)
    .where("number", "=", number)
    .execute();
}
