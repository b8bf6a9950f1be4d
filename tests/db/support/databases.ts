import { AsyncLocalStorage } from "node:async_hooks";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { migrate } from "#db/migrate.ts";
import { openDb, type Db, type DbPlace } from "#db/open.ts";
import { serverOfRun } from "./one-server.ts";
import { createDatabase, postgresPrograms } from "./postgres.ts";

/**
 * Runs the same suite on every database; where PostgreSQL is absent the suite shows as skipped, with the reason.
 * `prepare`: makes what the suite finds in the new, empty database.
 */
export function onEachDatabase(name: string, suite: (database: () => { db: Db; place: DbPlace }) => void, prepare: (place: DbPlace) => Promise<unknown> = migrate): void {
  describe(`${name} on SQLite`, () => {
    const folder = mkdtempSync(join(tmpdir(), "exam-sqlite-"));
    const place = { databaseUrl: null, file: join(folder, "exam.sqlite") };
    let db: Db;
    beforeAll(async () => {
      await prepare(place);
      db = withReadsWatched(openDb(place));
    });
    afterAll(async () => {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    });
    suite(() => ({ db, place }));
  });

  const absent = postgresPrograms() === null;
  describe.skipIf(absent)(`${name} on PostgreSQL${absent ? " (not installed on this machine)" : ""}`, () => {
    let db: Db;
    let place: DbPlace;
    beforeAll(async () => {
      place = { databaseUrl: await createDatabase(await serverOfRun(inject("oneServer"))), file: "" };
      await prepare(place);
      db = withReadsWatched(openDb(place));
    });
    afterAll(() => db?.close());
    suite(() => ({ db, place }));
  });
}

const transacting = new AsyncLocalStorage<true>();

/**
 * The same database, on which a read past the transaction fails: on SQLite it would see what was there before, on
 * PostgreSQL it would wait for a connection that may never come.
 */
function withReadsWatched(db: Db): Db {
  const watch = <T extends object>(builder: T): T =>
    new Proxy(builder, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== "function") return member;
        if (name === "execute") return (...work: unknown[]) => transacting.run(true, () => member.apply(target, work) as unknown);
        if (name === "setIsolationLevel" || name === "transaction") return (...args: unknown[]) => watch(member.apply(target, args) as object);
        return member.bind(target) as unknown;
      },
    });
  const read = db.read.withPlugin({
    transformQuery({ node }) {
      if (transacting.getStore()) throw new Error("db.read was used inside a transaction: read through the transaction");
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  return { ...db, write: watch(db.write), read };
}
