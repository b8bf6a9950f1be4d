import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

/** Codes that work once in the place of a second factor that was lost, and why a second factor was reset. */
export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "recovery_code",
    { person_id: "text", code_hmac: "text", created_at_ms: "integer", used_at_ms: "integer?" },
    { primaryKey: ["person_id", "code_hmac"], references: { person_id: "person.id" } },
  );
  await createTable(
    db,
    dialect,
    "second_factor_reset",
    { person_id: "text", number: "integer", reset_by: "text?", salt: "text", reason: "text?", reset_at_ms: "integer" },
    { primaryKey: ["person_id", "number"], references: { person_id: "person.id" } },
  );
}
