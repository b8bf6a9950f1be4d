import { sql, type Kysely } from "kysely";

/** Adds to a key how far a number may lie from it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table item_key add column tolerance text`.execute(db);
}
