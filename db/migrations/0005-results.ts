import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "score_run",
    {
      id: "text",
      sitting_id: "text",
      form_id: "text",
      number: "integer",
      basis_hash: "text",
      pass_mark: "integer",
      created_by: "text?",
      created_at_ms: "integer",
      released_at_ms: "integer?",
    },
    {
      primaryKey: ["id"],
      unique: [["sitting_id", "number"]],
      references: { sitting_id: "sitting.id", form_id: "form.id" },
    },
  );
  await createTable(
    db,
    dialect,
    "score",
    {
      score_run_id: "text",
      attempt_id: "text",
      score: "integer",
      maximum: "integer",
      outcome: "text",
      positions: "text",
      profile: "text",
      log_head: "text",
    },
    {
      primaryKey: ["score_run_id", "attempt_id"],
      references: { score_run_id: "score_run.id" },
      indexes: [["attempt_id"]],
    },
  );
  await createTable(
    db,
    dialect,
    "release_approval",
    { score_run_id: "text", person_id: "text", approved_at_ms: "integer" },
    {
      primaryKey: ["score_run_id", "person_id"],
      references: { score_run_id: "score_run.id", person_id: "person.id" },
    },
  );
}
