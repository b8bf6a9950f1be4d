import type { Connection } from "./open.ts";

/** The last server time that was stored, or null at the first start. */
export async function lastServerTime(db: Connection): Promise<number | null> {
  const row = await db.selectFrom("server_clock").select("last_time_ms").where("id", "=", 1).executeTakeFirst();
  return row?.last_time_ms ?? null;
}

export async function storeServerTime(trx: Connection, nowMs: number): Promise<void> {
  await trx
    .insertInto("server_clock")
    .values({ id: 1, last_time_ms: nowMs })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ last_time_ms: nowMs }))
    .execute();
}

/**
 * Takes or renews the right to serve a SQLite file. Answers the holder that has it otherwise: a process whose
 * heartbeat is still to be believed (`isGone` says no).
 */
export async function holdServerLock(
  trx: Connection,
  holder: string,
  nowMs: number,
  isGone: (holder: string, lastHeartbeatMs: number) => boolean,
): Promise<{ held: true } | { held: false; by: string }> {
  const row = await trx.selectFrom("server_lock").selectAll().where("id", "=", 1).executeTakeFirst();
  if (row && row.holder !== holder && !isGone(row.holder, row.heartbeat_at_ms)) return { held: false, by: row.holder };
  await trx
    .insertInto("server_lock")
    .values({ id: 1, holder, heartbeat_at_ms: nowMs })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ holder, heartbeat_at_ms: nowMs }))
    .execute();
  return { held: true };
}

export async function releaseServerLock(trx: Connection, holder: string): Promise<void> {
  await trx.deleteFrom("server_lock").where("id", "=", 1).where("holder", "=", holder).execute();
}
