import { sql, type Kysely } from "kysely";
import { COLUMN_TYPES, type DialectName } from "../dialect.ts";

/** `text`, `integer` or `real`; with `?` the column may be null. */
export type ColumnType = "text" | "integer" | "real" | "text?" | "integer?" | "real?";

export type TableOptions = {
  primaryKey: string[];
  unique?: string[][];
  /** Column -> "table.column" it must exist in. */
  references?: Record<string, string>;
  indexes?: string[][];
};

/** Creates a table of the portable subset: STRICT on SQLite, 64-bit integers on PostgreSQL. */
export async function createTable(
  db: Kysely<unknown>,
  dialect: DialectName,
  name: string,
  columns: Record<string, ColumnType>,
  { primaryKey, unique = [], references = {}, indexes = [] }: TableOptions,
): Promise<void> {
  const parts = Object.entries(columns).map(([column, type]) => {
    const plain = type.replace("?", "") as "text" | "integer" | "real";
    const target = references[column]?.split(".");
    const reference = target ? sql` references ${sql.table(target[0]!)} (${sql.ref(target[1]!)})` : sql``;
    return sql`${sql.ref(column)} ${sql.raw(COLUMN_TYPES[dialect][plain])}${sql.raw(type.endsWith("?") ? "" : " not null")}${reference}`;
  });
  parts.push(sql`primary key (${sql.join(primaryKey.map((column) => sql.ref(column)))})`);
  for (const group of unique) parts.push(sql`unique (${sql.join(group.map((column) => sql.ref(column)))})`);
  const ending = sql.raw(dialect === "sqlite" ? " strict" : "");
  await sql`create table ${sql.table(name)} (${sql.join(parts)})${ending}`.execute(db);
  for (const group of indexes) {
    await db.schema.createIndex(`${name}_${group.join("_")}`).on(name).columns(group).execute();
  }
}
