import { sql, type Kysely } from "kysely";
import { COLUMN_TYPES, type DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

/** What is known of the server's clock, and what an admin has said of it while it was in doubt. */
export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const integer = sql.raw(COLUMN_TYPES[dialect].integer);
  await sql`alter table server_clock add column offset_ms ${integer} not null default 0`.execute(db);
  await sql`alter table server_clock add column doubt_ahead_ms ${integer}`.execute(db);
  await createTable(
    db,
    dialect,
    "clock_confirmation",
    { id: "text", finding: "text", person_id: "text?", shown_ahead_ms: "integer", asked_at_ms: "integer", settled_at_ms: "integer?", refused: "text?" },
    { primaryKey: ["id"], references: { person_id: "person.id" }, indexes: [["settled_at_ms"]] },
  );
}
