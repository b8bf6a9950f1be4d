import { sql, type Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
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
  // Attempts of before were prepared without a frozen package.
  await sql`alter table attempt add column packages text not null default '[]'`.execute(db);
}
