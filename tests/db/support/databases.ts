import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { migrate } from "#db/migrate.ts";
import { openDb, type Db, type DbPlace } from "#db/open.ts";
import { postgresPrograms, startPostgres, type Cluster } from "./postgres.ts";

/** Runs the same suite on every database; where PostgreSQL is absent the suite shows as skipped, with the reason. */
export function onEachDatabase(name: string, suite: (database: () => { db: Db; place: DbPlace }) => void): void {
  describe(`${name} on SQLite`, () => {
    const folder = mkdtempSync(join(tmpdir(), "exam-sqlite-"));
    const place = { databaseUrl: null, file: join(folder, "exam.sqlite") };
    let db: Db;
    beforeAll(async () => {
      await migrate(place);
      db = openDb(place);
    });
    afterAll(async () => {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    });
    suite(() => ({ db, place }));
  });

  const absent = postgresPrograms() === null;
  describe.skipIf(absent)(`${name} on PostgreSQL${absent ? " (not installed on this machine)" : ""}`, () => {
    let cluster: Cluster | null = null;
    let db: Db;
    let place: DbPlace;
    beforeAll(async () => {
      cluster = await startPostgres();
      if (cluster === null) throw new Error("PostgreSQL is installed but could not be started as a private server");
      place = { databaseUrl: cluster.url, file: "" };
      await migrate(place);
      db = openDb(place);
    });
    afterAll(async () => {
      await db?.close();
      await cluster?.stop();
    });
    suite(() => ({ db, place }));
  });
}
