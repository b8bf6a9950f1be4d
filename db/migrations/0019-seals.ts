import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

/** Seals over how far the audit and the checkpoints have come. */
export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "seal", { number: "integer", body: "text", server_time_ms: "integer", previous_mac: "text", mac: "text" }, { primaryKey: ["number"] });
}
