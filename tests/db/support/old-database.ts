import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { Migrator } from "kysely";
import { MIGRATIONS } from "#db/migrations/index.ts";
import { openDb, transact, type Db, type DbPlace } from "#db/open.ts";
import type { Tables } from "#db/schema/tables.ts";

type Row = Record<string, string | number | null>;

/** Rows that fit in one statement, whatever the number of their columns. */
const ROWS_AT_ONCE = 100;

/** Makes the database of a dump of SQLite: the very file on SQLite, and on PostgreSQL the same rows in what it was then there. */
export async function restoreDump(place: DbPlace, dump: string): Promise<void> {
  const old = new Database(place.databaseUrl === null ? place.file : ":memory:");
  try {
    // The dump makes its tables in the order of their names, not of their references.
    old.pragma("foreign_keys = OFF");
    old.exec(readFileSync(dump, "utf8"));
    if (place.databaseUrl !== null) await copyRows(old, place);
  } finally {
    old.close();
  }
}

async function copyRows(old: Database.Database, place: DbPlace): Promise<void> {
  const names = old.prepare("select name from kysely_migration order by name").pluck().all() as string[];
  const db = openDb(place, { readToo: false });
  try {
    await migrateTo(db, names.at(-1)!);
    await transact(db, async (trx) => {
      for (const table of tablesInOrder(old)) {
        const rows = old.prepare(`select * from "${table}"`).all() as Row[];
        // The schema of today says nothing of the tables of then.
        for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) await trx.insertInto(table as keyof Tables).values(rows.slice(first, first + ROWS_AT_ONCE) as never).execute();
      }
    });
  } finally {
    await db.close();
  }
}

/** As `migrate` did when there were no later migrations than this one. */
async function migrateTo(db: Db, name: string): Promise<void> {
  const steps = Object.fromEntries(Object.entries(MIGRATIONS).map(([step, { up }]) => [step, { up: (connection: Parameters<typeof up>[0]) => up(connection, db.dialect) }]));
  const { error } = await new Migrator({ db: db.write, provider: { getMigrations: async () => steps } }).migrateTo(name);
  if (error !== undefined) throw error;
}

/** All tables but those of the migrations, each after those that it refers to. */
function tablesInOrder(old: Database.Database): string[] {
  const names = old.prepare("select name from sqlite_schema where type = 'table' and name not like 'kysely_%' order by name").pluck().all() as string[];
  const referred = new Map(names.map((name) => [name, (old.pragma(`foreign_key_list("${name}")`) as { table: string }[]).map(({ table }) => table)]));
  const ordered = new Set<string>();
  while (ordered.size < names.length) {
    const next = names.filter((name) => !ordered.has(name) && referred.get(name)!.every((table) => table === name || ordered.has(table)));
    if (next.length === 0) throw new Error("the tables refer to one another in a circle");
    for (const name of next) ordered.add(name);
  }
  return [...ordered];
}
