import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

/** Networks from which sign-ins have failed, beside the audit that names the accounts. */
export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "sign_in_address",
    { audit_number: "integer", address: "text", delete_after_ms: "integer" },
    { primaryKey: ["audit_number"], references: { audit_number: "audit_event.number" }, indexes: [["delete_after_ms"]] },
  );
}
