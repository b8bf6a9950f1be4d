import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

/** Browsers that staff have used before, and the counts of tries that several servers share. */
export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "known_browser",
    { token_hash: "text", person_id: "text", created_at_ms: "integer", expires_at_ms: "integer" },
    { primaryKey: ["token_hash", "person_id"], references: { person_id: "person.id" }, indexes: [["person_id"]] },
  );
  await createTable(
    db,
    dialect,
    "brake_count",
    { key_hash: "text", tries: "integer", ends_at_ms: "integer" },
    { primaryKey: ["key_hash"], indexes: [["ends_at_ms"]] },
  );
}
