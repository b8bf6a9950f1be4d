import type { Connection } from "./open.ts";

/** The people who have completed a sign-in in this browser and are still remembered. */
export async function peopleOfBrowser(db: Connection, tokenHash: string, nowMs: number): Promise<{ personId: string; email: string | null }[]> {
  const rows = await db
    .selectFrom("known_browser")
    .innerJoin("person", "person.id", "known_browser.person_id")
    .select(["person.id", "person.email"])
    .where("known_browser.token_hash", "=", tokenHash)
    .where("known_browser.expires_at_ms", ">", nowMs)
    .orderBy("person.id")
    .execute();
  return rows.map(({ id, email }) => ({ personId: id, email }));
}

/** Remembers that a person uses a browser, from now on until `expiresAtMs`; forgets those of this person that have expired. */
export async function storeKnownBrowser(
  trx: Connection,
  { tokenHash, personId, nowMs, expiresAtMs }: { tokenHash: string; personId: string; nowMs: number; expiresAtMs: number },
): Promise<void> {
  await trx.deleteFrom("known_browser").where("person_id", "=", personId).where("expires_at_ms", "<=", nowMs).execute();
  await trx
    .insertInto("known_browser")
    .values({ token_hash: tokenHash, person_id: personId, created_at_ms: nowMs, expires_at_ms: expiresAtMs })
    .onConflict((conflict) => conflict.columns(["token_hash", "person_id"]).doUpdateSet({ expires_at_ms: expiresAtMs }))
    .execute();
}
