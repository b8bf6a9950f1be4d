import { createHash } from "node:crypto";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import type { FrozenPart } from "#app/exam/form/package.ts";
import { appendAudit } from "#db/audit.ts";
import { hashOfForm } from "#db/forms.ts";
import { openDb, transact } from "#db/open.ts";
import type { ExamServer } from "./server.ts";

/** Makes two parts of the practice form before anybody has opened it: the first questions under a limit of their own, then the others. */
export async function splitPracticeForm(server: ExamServer, { questions, limitSeconds, oneWay = false }: { questions: number; limitSeconds: number; oneWay?: boolean }): Promise<void> {
  const file = join(server.dataDir, "exam.sqlite");
  const database = new SqliteDatabase(file);
  const { form_id: id } = database.prepare("select form_id from sitting where practice = 1").get() as { form_id: string };
  const whole = JSON.parse((database.prepare("select package from form_part where form_id = ?").get(id) as { package: string }).package) as FrozenPart;
  const insert = database.prepare("insert into form_part (form_id, part, title, limit_seconds, one_way, package, package_hash) values (?, ?, ?, ?, ?, ?, ?)");
  database.transaction(() => {
    database.prepare("delete from form_part where form_id = ?").run(id);
    database.prepare("update form_position set part = 2 where form_id = ? and position > ?").run(id, questions);
    for (const { part, title, limit, items } of [
      { part: 1, title: "Cases", limit: limitSeconds, items: whole.items.slice(0, questions) },
      { part: 2, title: "Physics and safety", limit: null, items: whole.items.slice(questions) },
    ]) {
      const text = JSON.stringify({ ...whole, part, items });
      insert.run(id, part, title, limit, Number(part === 1 && oneWay), text, createHash("sha256").update(text).digest("hex"));
    }
  })();
  // As if it had been published so: the audit finds nothing changed.
  const db = openDb({ databaseUrl: null, file });
  database.prepare("update form set content_hash = ? where id = ?").run(await hashOfForm(db.read, id), id);
  await transact(db, (trx) => appendAudit(trx, { kind: "form-split", actorId: null, subjectId: id, records: { form: [id] }, nowMs: Date.now() }));
  await db.close();
  database.close();
}
