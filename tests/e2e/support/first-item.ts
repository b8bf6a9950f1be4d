import { createHash } from "node:crypto";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import type { FrozenPart } from "#app/exam/form/package.ts";
import type { ItemContent, Key } from "#app/exam/item/item.ts";
import type { ExamServer } from "./server.ts";

/** Changes the first item of the practice form, and its key where one is given, before anybody has opened it. */
export function changeFirstItem(server: ExamServer, change: (content: ItemContent) => object, key?: Key): void {
  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"));
  const row = database.prepare("select v.id, v.content, p.form_id from form_position p join item_version v on v.id = p.item_version_id where p.position = 1").get() as { id: string; content: string; form_id: string };
  const content = JSON.parse(row.content) as ItemContent;
  const changed = change(content);
  database.prepare("update item_version set content = ? where id = ?").run(JSON.stringify({ ...content, ...changed }), row.id);
  // The form was published with the item as it was: what candidates receive was frozen then.
  const part = database.prepare("select package from form_part where form_id = ? and part = 1").get(row.form_id) as { package: string };
  const { items: [first, ...others], ...frozen } = JSON.parse(part.package) as FrozenPart;
  const text = JSON.stringify({ ...frozen, items: [{ ...first, ...changed }, ...others] });
  database.prepare("update form_part set package = ?, package_hash = ? where form_id = ? and part = 1").run(text, createHash("sha256").update(text).digest("hex"), row.form_id);
  if (key !== undefined) {
    const tolerance = key.tolerance === null ? null : JSON.stringify(key.tolerance);
    database.prepare("update item_key set correct = ?, tolerance = ? where item_version_id = ?").run(JSON.stringify(key.correct), tolerance, row.id);
  }
  database.close();
}
