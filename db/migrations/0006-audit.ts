import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "audit_event",
    {
      number: "integer",
      kind: "text",
      actor_id: "text?",
      subject_id: "text?",
      payload: "text",
      server_time_ms: "integer",
      previous_hash: "text",
      hash: "text",
    },
    { primaryKey: ["number"], indexes: [["subject_id"]] },
  );
  await createTable(db, dialect, "server_clock", { id: "integer", last_time_ms: "integer" }, { primaryKey: ["id"] });
  await createTable(
    db,
    dialect,
    "server_lock",
    { id: "integer", holder: "text", heartbeat_at_ms: "integer" },
    { primaryKey: ["id"] },
  );
}
