import { Migrator, type Migration } from "kysely";
import { existsSync } from "node:fs";
import { copySqliteFile, isWorthRetrying } from "./dialect.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { openDb, type Db, type DbPlace } from "./open.ts";

export type MigrationReport = { applied: string[]; copy: string | null };

/**
 * Brings the schema up to this program's version. On SQLite `begin immediate` is the lock, and a consistent copy of
 * the file is made beside it before anything changes. Running it again does nothing.
 * Throws `DatabaseNewerError` when the database knows migrations that this program does not.
 */
export async function migrate(place: DbPlace): Promise<MigrationReport> {
  const isNew = place.databaseUrl === null && !existsSync(place.file);
  const db = openDb(place, { readToo: false });
  try {
    return await withRetries(async () => {
      const migrator = migratorFor(db);
      const done = await appliedMigrations(db);
      const foreign = done.filter((name) => !(name in MIGRATIONS));
      if (foreign.length > 0) {
        throw new DatabaseNewerError(
          `the database was made by a newer version of this program (it has ${foreign.join(", ")}); install that version`,
        );
      }
      if (done.length === Object.keys(MIGRATIONS).length) return { applied: [], copy: null };
      const copy = db.file !== null && !isNew && done.length > 0 ? `${db.file}.before-${nextAfter(done)}` : null;
      if (copy !== null && db.file !== null) await copySqliteFile(db.file, copy);
      const { error, results = [] } = await migrator.migrateToLatest();
      if (error !== undefined) throw error;
      return { applied: results.filter(({ status }) => status === "Success").map(({ migrationName }) => migrationName), copy };
    });
  } finally {
    await db.close();
  }
}

/** Names of the migrations a database has had, oldest first; empty for a new one. */
export async function appliedMigrations(db: Pick<Db, "write">): Promise<string[]> {
  const tables = await db.write.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) return [];
  const rows = await db.write
    .withTables<{ kysely_migration: { name: string; timestamp: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .orderBy("name")
    .execute();
  return rows.map((row) => row.name);
}

/** Whether the schema is exactly the one this program was written for. */
export async function isUpToDate(db: Db): Promise<boolean> {
  return (await appliedMigrations(db)).join() === Object.keys(MIGRATIONS).join();
}

function migratorFor(db: Db): Migrator {
  const steps: Record<string, Migration> = {};
  for (const [name, step] of Object.entries(MIGRATIONS)) {
    steps[name] = { up: (connection) => step.up(connection, db.dialect) };
  }
  return new Migrator({ db: db.write, provider: { getMigrations: async () => steps } });
}

function nextAfter(done: string[]): string {
  return Object.keys(MIGRATIONS)[done.length] ?? "latest";
}

async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let wait = 20; ; wait = Math.min(wait * 2, 500)) {
    try {
      return await work();
    } catch (error) {
      if (!isWorthRetrying(error) || wait >= 500) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

export class DatabaseNewerError extends Error {
  override name = "DatabaseNewerError";
}
