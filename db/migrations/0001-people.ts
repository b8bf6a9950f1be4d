import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "person",
    {
      id: "text",
      email: "text?",
      name: "text",
      password_hash: "text?",
      totp_secret: "text?",
      totp_confirmed_at_ms: "integer?",
      totp_last_step: "integer?",
      created_at_ms: "integer",
      disabled_at_ms: "integer?",
    },
    { primaryKey: ["id"], unique: [["email"]] },
  );
  await createTable(
    db,
    dialect,
    "person_role",
    { person_id: "text", role: "text" },
    { primaryKey: ["person_id", "role"], references: { person_id: "person.id" } },
  );
  await createTable(
    db,
    dialect,
    "sign_in",
    {
      token_hash: "text",
      person_id: "text",
      registration_id: "text?",
      created_at_ms: "integer",
      last_seen_at_ms: "integer",
      expires_at_ms: "integer",
      complete_at_ms: "integer?",
      ended_at_ms: "integer?",
    },
    { primaryKey: ["token_hash"], references: { person_id: "person.id" }, indexes: [["person_id"]] },
  );
  await createTable(db, dialect, "setting", { name: "text", value: "text" }, { primaryKey: ["name"] });
}
