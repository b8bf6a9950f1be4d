import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import type { ItemContent, Key } from "#app/exam/item/item.ts";
import type { ExamServer } from "./server.ts";

/** Changes the first item of the practice form, and its key where one is given, before anybody has opened it. */
export function changeFirstItem(server: ExamServer, change: (content: ItemContent) => object, key?: Key): void {
  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"));
  const row = database.prepare("select v.id, v.content from form_position p join item_version v on v.id = p.item_version_id where p.position = 1").get() as { id: string; content: string };
  const content = JSON.parse(row.content) as ItemContent;
  database.prepare("update item_version set content = ? where id = ?").run(JSON.stringify({ ...content, ...change(content) }), row.id);
  if (key !== undefined) {
    const tolerance = key.tolerance === null ? null : JSON.stringify(key.tolerance);
    database.prepare("update item_key set correct = ?, tolerance = ? where item_version_id = ?").run(JSON.stringify(key.correct), tolerance, row.id);
  }
  database.close();
}
