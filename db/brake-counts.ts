import type { Connection } from "./open.ts";

/** Tries of a key that several servers have counted together; the key is a hash. */
export type BrakeCount = { key: string; tries: number; endsAtMs: number };

/** Adds what one server has counted; a count whose minute is over begins anew. */
export async function addTries(trx: Connection, counts: readonly BrakeCount[], nowMs: number): Promise<void> {
  await trx.deleteFrom("brake_count").where("ends_at_ms", "<=", nowMs).execute();
  if (counts.length === 0) return;
  // In one order on every server, or two of them would wait for each other.
  const rows = counts.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, tries, endsAtMs }) => ({ key_hash: key, tries, ends_at_ms: endsAtMs }));
  await trx
    .insertInto("brake_count")
    .values(rows)
    .onConflict((conflict) =>
      conflict.column("key_hash").doUpdateSet((eb) => ({ tries: eb("brake_count.tries", "+", eb.ref("excluded.tries")) })),
    )
    .execute();
}

/** The counts whose minute still runs, the highest first: of more than `most` those that brake nobody yet are left out. */
export async function runningTries(db: Connection, nowMs: number, most: number): Promise<BrakeCount[]> {
  const rows = await db
    .selectFrom("brake_count")
    .selectAll()
    .where("ends_at_ms", ">", nowMs)
    .orderBy("tries", "desc")
    .orderBy("key_hash")
    .limit(most)
    .execute();
  return rows.map((row) => ({ key: row.key_hash, tries: row.tries, endsAtMs: row.ends_at_ms }));
}
