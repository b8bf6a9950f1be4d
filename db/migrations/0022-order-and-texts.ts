import { sql, type Kysely } from "kysely";
import { COLUMN_TYPES, type DialectName } from "../dialect.ts";

/** When the last event of an attempt was, below which no later one may be; and how much text the candidate has sent, counted from here on. */
export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const integer = sql.raw(COLUMN_TYPES[dialect].integer);
  for (const column of ["last_event_at_ms", "text_bytes"]) await sql`alter table attempt add column ${sql.ref(column)} ${integer} not null default 0`.execute(db);
  await sql`update attempt set last_event_at_ms = coalesce((select max(server_time_ms) from attempt_event where attempt_event.attempt_id = attempt.id), 0)`.execute(db);
}
