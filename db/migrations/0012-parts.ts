import { sql, type Kysely } from "kysely";
import { COLUMN_TYPES, type DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

/**
 * A form has parts. Until here it had one, which only stood as a number beside its positions. What a part shows is
 * frozen as text when its form is published; a form that was published before is frozen when the server starts.
 */
export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "form_part",
    { form_id: "text", part: "integer", title: "text", limit_seconds: "integer?", one_way: "integer", package: "text?", package_hash: "text?" },
    { primaryKey: ["form_id", "part"], references: { form_id: "form.id" } },
  );
  await sql`insert into form_part (form_id, part, title, one_way) select distinct form_id, section, '', 0 from form_position`.execute(db);
  await db.schema.alterTable("form_position").renameColumn("section", "part").execute();
  await db.schema.alterTable("attempt_key").renameColumn("section", "part").execute();
  await addPartsToAttempts(db, dialect);
}

type Attempts = { attempt: { id: string; questions: number; started_at_ms: number | null; extension_ms: number; paused_ms: number; parts: string; part: number; running: string | null } };

/** Attempts of before have one part without a limit of its own, and were prepared without a frozen package. */
async function addPartsToAttempts(database: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await sql`alter table attempt add column parts text not null default '[]'`.execute(database);
  await sql`alter table attempt add column part integer not null default 0`.execute(database);
  await sql`alter table attempt add column running text`.execute(database);
  await sql`alter table attempt add column leave_asked text`.execute(database);
  const whole = sql.raw(COLUMN_TYPES[dialect].integer);
  await sql`alter table attempt add column part_left_at_ms ${whole}`.execute(database);
  await sql`alter table attempt add column between_ms ${whole} not null default 0`.execute(database);
  const db = database as Kysely<Attempts>;
  for (const { id, questions, started_at_ms: startedAtMs, extension_ms: extensionMs, paused_ms: pausedMs } of await db.selectFrom("attempt").selectAll().execute()) {
    const parts = JSON.stringify([{ packageHash: null, questions, limitMs: null, oneWay: false }]);
    const running = startedAtMs === null ? null : JSON.stringify({ startedAtMs, limitMs: null, extensionMs, pausedMs });
    await db.updateTable("attempt").set({ parts, part: Number(startedAtMs !== null), running }).where("id", "=", id).execute();
  }
}
