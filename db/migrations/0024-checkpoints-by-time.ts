import type { Kysely } from "kysely";

/** A seal looks for the checkpoints since the one before it, without reading what all of them say. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("checkpoint_server_time_ms").on("checkpoint").columns(["server_time_ms"]).execute();
}
