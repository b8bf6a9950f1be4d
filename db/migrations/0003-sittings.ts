import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "form",
    {
      id: "text",
      title: "text",
      practice: "integer",
      limit_seconds: "integer",
      pass_mark: "integer",
      pass_mark_note: "text",
      state: "text",
      content_hash: "text?",
      created_at_ms: "integer",
      published_at_ms: "integer?",
    },
    { primaryKey: ["id"] },
  );
  await createTable(
    db,
    dialect,
    "form_position",
    { form_id: "text", position: "integer", section: "integer", item_version_id: "text" },
    {
      primaryKey: ["form_id", "position"],
      references: { form_id: "form.id", item_version_id: "item_version.id" },
    },
  );
  await createTable(
    db,
    dialect,
    "sitting",
    {
      id: "text",
      title: "text",
      form_id: "text",
      practice: "integer",
      admits: "text",
      opens_at_ms: "integer",
      last_start_at_ms: "integer?",
      grace_seconds: "integer",
      time_zone: "text",
      results_expected_on: "text?",
      created_at_ms: "integer",
    },
    { primaryKey: ["id"], references: { form_id: "form.id" } },
  );
  await createTable(
    db,
    dialect,
    "sitting_proctor",
    { sitting_id: "text", person_id: "text" },
    { primaryKey: ["sitting_id", "person_id"], references: { sitting_id: "sitting.id", person_id: "person.id" } },
  );
  await createTable(
    db,
    dialect,
    "registration",
    {
      id: "text",
      sitting_id: "text",
      person_id: "text",
      candidate_number: "text",
      code_hmac: "text",
      created_at_ms: "integer",
      withdrawn_at_ms: "integer?",
    },
    {
      primaryKey: ["id"],
      unique: [["code_hmac"], ["candidate_number"], ["sitting_id", "person_id"]],
      references: { sitting_id: "sitting.id", person_id: "person.id" },
      indexes: [["person_id"]],
    },
  );
}
