import { sql, type Kysely } from "kysely";

/**
 * Adds to each response whether its question counts as answered by it. Until here there was one kind of item, whose
 * response is a list of options, and an empty list a cleared answer.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table response add column answered integer not null default 0`.execute(db);
  await sql`update response set answered = 1 where kind = 'respond' and value <> '[]' and value <> 'null'`.execute(db);
}
