import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "item",
    { id: "text", source_id: "text?", state: "text", created_by: "text?", created_at_ms: "integer" },
    { primaryKey: ["id"], references: { created_by: "person.id" }, indexes: [["source_id"]] },
  );
  await createTable(
    db,
    dialect,
    "item_version",
    {
      id: "text",
      item_id: "text",
      number: "integer",
      title: "text",
      domain: "text",
      level: "integer",
      kind: "text",
      content: "text",
      content_hash: "text",
      created_by: "text?",
      created_at_ms: "integer",
    },
    {
      primaryKey: ["id"],
      unique: [["item_id", "number"]],
      references: { item_id: "item.id", created_by: "person.id" },
      indexes: [["domain"]],
    },
  );
  await createTable(
    db,
    dialect,
    "item_key",
    {
      item_version_id: "text",
      number: "integer",
      correct: "text",
      reason: "text",
      created_by: "text?",
      created_at_ms: "integer",
    },
    { primaryKey: ["item_version_id", "number"], references: { item_version_id: "item_version.id" } },
  );
  await createTable(
    db,
    dialect,
    "study",
    {
      id: "text",
      manifest: "text",
      bytes: "integer",
      cleared_by: "text?",
      cleared_at_ms: "integer?",
      declaration: "text",
      created_at_ms: "integer",
    },
    { primaryKey: ["id"] },
  );
}
