import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import { createTable } from "./create-table.ts";

export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(
    db,
    dialect,
    "attempt",
    {
      id: "text",
      sitting_id: "text",
      registration_id: "text",
      form_id: "text",
      number: "integer",
      state: "text",
      questions: "integer",
      limit_ms: "integer",
      grace_ms: "integer",
      extension_ms: "integer",
      paused_ms: "integer",
      paused_at_ms: "integer?",
      rules_version: "text?",
      started_at_ms: "integer?",
      deadline_at_ms: "integer?",
      closed_at_ms: "integer?",
      lease: "integer",
      lease_taken_at_ms: "integer?",
      browser_id: "text?",
      seat_released_until_ms: "integer?",
      received: "text",
      submit_asked: "text?",
      visit: "text",
      answered: "integer",
      flagged: "integer",
      version: "integer",
      head: "text",
    },
    {
      primaryKey: ["id"],
      unique: [["registration_id", "number"]],
      references: { sitting_id: "sitting.id", registration_id: "registration.id", form_id: "form.id" },
      indexes: [["sitting_id"], ["state", "deadline_at_ms"]],
    },
  );
  await createTable(
    db,
    dialect,
    "attempt_event",
    {
      attempt_id: "text",
      number: "integer",
      kind: "text",
      payload: "text",
      server_time_ms: "integer",
      op_id: "text?",
      previous_hash: "text",
      hash: "text",
    },
    { primaryKey: ["attempt_id", "number"], unique: [["attempt_id", "op_id"]] },
  );
  await createTable(
    db,
    dialect,
    "event_text",
    { attempt_id: "text", number: "integer", salt: "text", text: "text?", erased_at_ms: "integer?" },
    { primaryKey: ["attempt_id", "number"] },
  );
  await createTable(
    db,
    dialect,
    "response",
    {
      attempt_id: "text",
      position: "integer",
      kind: "text",
      value: "text",
      lease: "integer",
      seq: "integer",
      saved_at_ms: "integer",
    },
    { primaryKey: ["attempt_id", "position", "kind"] },
  );
  await createTable(
    db,
    dialect,
    "attempt_key",
    { attempt_id: "text", section: "integer", content_key: "text" },
    { primaryKey: ["attempt_id", "section"] },
  );
  await createTable(
    db,
    dialect,
    "checkpoint",
    {
      sitting_id: "text",
      number: "integer",
      body: "text",
      server_time_ms: "integer",
      previous_mac: "text",
      mac: "text",
    },
    { primaryKey: ["sitting_id", "number"] },
  );
  await createTable(
    db,
    dialect,
    "presence",
    {
      attempt_id: "text",
      seen_at_ms: "integer",
      lease: "integer",
      waiting: "integer",
      oldest_waiting_ms: "integer",
      position: "integer",
      visible: "integer",
      full_screen: "integer",
      rtt_ms: "integer?",
    },
    { primaryKey: ["attempt_id"] },
  );
}
