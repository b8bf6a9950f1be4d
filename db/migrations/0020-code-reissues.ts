import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

/** Admission codes that were given anew, with the reason and the code of before, which counts again when the act is undone. */
export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "code_reissue",
    {
      registration_id: "text",
      number: "integer",
      person_id: "text",
      previous_code_hmac: "text",
      identity_checked: "integer",
      salt: "text",
      reason: "text?",
      given_at_ms: "integer",
      undone_by: "text?",
      undone_at_ms: "integer?",
    },
    { primaryKey: ["registration_id", "number"], references: { registration_id: "registration.id" } },
  );
  await db.schema.createIndex("sign_in_registration_id").on("sign_in").columns(["registration_id"]).execute();
}
