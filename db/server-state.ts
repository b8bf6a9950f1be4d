import type { Connection } from "./open.ts";

/** Notes which process serves a SQLite file, for the sentence that refuses another; the right itself is `takeFileLock`. */
export async function noteServer(trx: Connection, holder: string, nowMs: number): Promise<void> {
  await trx
    .insertInto("server_lock")
    .values({ id: 1, holder, heartbeat_at_ms: nowMs })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ holder, heartbeat_at_ms: nowMs }))
    .execute();
}

/** Who was noted last, or null. */
export async function notedServer(db: Connection): Promise<string | null> {
  const row = await db.selectFrom("server_lock").select("holder").where("id", "=", 1).executeTakeFirst();
  return row?.holder ?? null;
}

export async function forgetServer(trx: Connection, holder: string): Promise<void> {
  await trx.deleteFrom("server_lock").where("id", "=", 1).where("holder", "=", holder).execute();
}
