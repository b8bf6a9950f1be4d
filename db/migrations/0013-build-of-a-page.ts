import { sql, type Kysely } from "kysely";

/** Adds to the last sign of life of a browser which build of the program its page is of; null where it did not say. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table presence add column build text`.execute(db);
}
