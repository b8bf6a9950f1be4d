import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { Kysely, sql, type Dialect } from "kysely";
import { copySqliteFile, isOfOnePlace, isStorageFault, isWorthRetrying, postgres, sqliteForReading, sqliteForWriting, violatedKey } from "#db/dialect.ts";
import { concernsEveryAct, isOutage, openDb, transact, type Db, type DbPlace } from "#db/open.ts";
import { loadServerClock, storeServerClock } from "#db/server-clock.ts";
import { forgetServer, notedServer, noteServer } from "#db/server-state.ts";
import { loadSettings, storeSetting } from "#db/settings.ts";
import type { Tables } from "#db/schema/tables.ts";
import { describe, expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { NOW } from "./support/sample.ts";

const faultOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => null, (fault: unknown) => fault);
const withCode = (code: string) => Object.assign(new Error(code), { code });

async function using<T>(dialect: Dialect, work: (connection: Kysely<Tables>) => Promise<T>): Promise<T> {
  const connection = new Kysely<Tables>({ dialect });
  try {
    return await work(connection);
  } finally {
    await connection.destroy();
  }
}

const at = (nowMs: number) => ({ nowMs, offsetMs: 0, doubtAheadMs: null });

/** The connections that a program opens on the database of a test. */
const writing = ({ databaseUrl, file }: DbPlace) => (databaseUrl === null ? sqliteForWriting(file) : postgres(databaseUrl, { most: 1 }));
const reading = ({ databaseUrl, file }: DbPlace) => (databaseUrl === null ? sqliteForReading(file) : postgres(databaseUrl, { most: 1, readOnly: true }));

onEachDatabase("a connection", (database) => {
  it("for writing writes, and gives whole numbers beyond 32 bits back as numbers", async () => {
    const { db, place } = database();
    await using(writing(place), (connection) => storeServerClock(connection, at(NOW)));
    expect(await loadServerClock(db.read)).toMatchObject({ lastTimeMs: NOW });
    expect(await using(writing(place), (connection) => connection.selectFrom("server_clock").select((eb) => eb.fn.countAll().as("count")).executeTakeFirst())).toEqual({ count: 1 });
  });

  it("for reading sees what was committed and writes nothing", async () => {
    const { db, place } = database();
    await transact(db, (trx) => storeSetting(trx, "telephone", "1"));
    const fault = await using(reading(place), async (connection) => {
      expect(await loadSettings(connection)).toMatchObject({ telephone: "1" });
      return faultOf(storeSetting(connection, "telephone", "2"));
    });
    expect(await loadSettings(db.read)).toMatchObject({ telephone: "1" });
    // The database refuses writing for now: the candidate's browser keeps what it has and tries again.
    expect([isStorageFault(fault), isWorthRetrying(fault), violatedKey(fault)]).toEqual([true, false, null]);
  });

  it("minds references between tables", async () => {
    const { place } = database();
    const nobody = { sitting_id: randomUUID(), person_id: randomUUID() };
    const fault = await using(writing(place), (connection) => faultOf(connection.insertInto("sitting_proctor").values(nobody).execute()));
    expect(fault).not.toBeNull();
    expect([isStorageFault(fault), isWorthRetrying(fault), violatedKey(fault)]).toEqual([false, false, null]);
  });

  it("names the key that two rows would share, and nothing of the kind for another fault", async () => {
    const { db } = database();
    const clock = { id: 7, last_time_ms: NOW, doubt_ahead_ms: null };
    await db.write.insertInto("server_clock").values(clock).execute();
    const fault = await faultOf(db.write.insertInto("server_clock").values(clock).execute());
    expect(violatedKey(fault)).toEqual({ table: "server_clock", columns: ["id"] });
    expect([isStorageFault(fault), isWorthRetrying(fault)]).toEqual([false, false]);
    const nonsense = await faultOf(sql`select nothing from nowhere`.execute(db.write));
    expect([violatedKey(nonsense), isStorageFault(nonsense), isWorthRetrying(nonsense)]).toEqual([null, false, false]);
    expect([violatedKey(null), violatedKey("SQLITE_CONSTRAINT_UNIQUE"), isStorageFault(undefined), isWorthRetrying({ code: 5 })]).toEqual([null, null, false, false]);
  });

  it("that finds another writer there says that it is worth trying again", async () => {
    const { db, place } = database();
    await transact(db, (trx) => storeServerClock(trx, at(NOW)));
    const fault = await using(writing(place), (second) =>
      faultOf(
        db.write.transaction().setIsolationLevel("serializable").execute(async (trx) => {
          const seen = (await loadServerClock(trx))?.lastTimeMs ?? 0;
          if (db.dialect === "sqlite") return storeServerClock(second, at(NOW + 1));
          await storeServerClock(second, at(NOW + 1));
          return storeServerClock(trx, at(seen + 2));
        }),
      ),
    );
    expect([isWorthRetrying(fault), isStorageFault(fault), violatedKey(fault)]).toEqual([true, false, null]);
  });

  it("to a database that is not there is a fault of storage", async () => {
    const { place } = database();
    const gone: DbPlace = place.databaseUrl === null ? { databaseUrl: null, file: `${place.file}.not-there` } : { databaseUrl: "postgres://exam@127.0.0.1:1/none", file: "" };
    const fault = await faultOf(Promise.resolve().then(() => using(reading(gone), loadSettings)));
    expect([isStorageFault(fault), isOutage(fault), isWorthRetrying(fault)]).toEqual([true, true, false]);
    expect(existsSync(gone.file)).toBe(false);
  });

  it("copies a SQLite file while it is written, with all that was committed and nothing else", async () => {
    const { db, place } = database();
    if (db.dialect !== "sqlite") return;
    await transact(db, (trx) => storeSetting(trx, "address", "committed"));
    const copy = `${place.file}.copy`;
    await transact(db, async (trx) => {
      await storeSetting(trx, "address", "not committed");
      await copySqliteFile(place.file, copy);
    });
    expect(await using(sqliteForReading(copy), loadSettings)).toMatchObject({ address: "committed" });
    expect(await loadSettings(db.read)).toMatchObject({ address: "not committed" });
    await expect(copySqliteFile(`${place.file}.not-there`, `${copy}.2`)).rejects.toThrow();
  });

  it("is opened with a reader of its own, unless there is nothing to read yet", async () => {
    const { place } = database();
    for (const readToo of [true, false]) {
      const db: Db = openDb(place, { readToo });
      expect(db.read === db.write).toBe(!readToo);
      await loadSettings(db.read);
      expect(db.statements()).toBe(1);
      await db.close();
    }
  });
});

describe("a fault of the database", () => {
  it.each([
    ["SQLITE_BUSY", "retry"],
    ["SQLITE_BUSY_SNAPSHOT", "retry"],
    ["SQLITE_LOCKED", "retry"],
    ["40001", "retry"],
    ["40P01", "retry"],
    ["SQLITE_FULL", "storage"],
    ["SQLITE_IOERR_WRITE", "storage"],
    ["SQLITE_READONLY", "storage"],
    ["SQLITE_CANTOPEN", "storage"],
    ["53100", "storage"],
    ["55P03", "storage"],
    ["57P01", "storage"],
    ["08006", "storage"],
    ["25006", "storage"],
    ["ECONNREFUSED", "storage"],
    ["ECONNRESET", "storage"],
    ["ENOTFOUND", "storage"],
    ["ENOENT", "none"],
    ["23505", "none"],
    ["23503", "none"],
    ["25001", "none"],
    ["SQLITE_CONSTRAINT_FOREIGNKEY", "none"],
    ["42601", "none"],
  ])("of code %s: %s", (code, kind) => {
    const fault = withCode(code);
    expect([isWorthRetrying(fault), isStorageFault(fault), isOutage(fault)]).toEqual([kind === "retry", kind === "storage", kind !== "none"]);
  });
});

it.each(["Connection terminated unexpectedly", "Client has encountered a connection error and is not queryable", "timeout exceeded when trying to connect"])("a fault of PostgreSQL's driver without a code is one of storage: %s", (message) => {
  expect([isStorageFault(new Error(message)), isStorageFault(new Error(`a page said: ${message}`))]).toEqual([true, false]);
});

it("a fault of the disk in one place says nothing of the acts on other attempts, any other outage does", () => {
  const faults = ["SQLITE_IOERR_READ", "SQLITE_FULL", "SQLITE_BUSY", "ECONNREFUSED", "SQLITE_CONSTRAINT_FOREIGNKEY"].map(withCode);
  expect(faults.map(isOfOnePlace)).toEqual([true, false, false, false, false]);
  expect(faults.map(concernsEveryAct)).toEqual([false, true, true, true, false]);
});

onEachDatabase("the state of the server", (database) => {
  it("has no time at the first start, and then the last one that was stored", async () => {
    const { db } = database();
    expect(await loadServerClock(db.read)).toBeNull();
    await transact(db, (trx) => storeServerClock(trx, at(NOW)));
    await transact(db, (trx) => storeServerClock(trx, at(NOW + 1_000)));
    expect(await loadServerClock(db.read)).toMatchObject({ lastTimeMs: NOW + 1_000 });
  });

  it("says which program took the database last, until that one lets go", async () => {
    const { db } = database();
    expect(await notedServer(db.read)).toBeNull();
    await transact(db, (trx) => noteServer(trx, "one", NOW));
    await transact(db, (trx) => noteServer(trx, "two", NOW + 1));
    expect(await notedServer(db.read)).toBe("two");
    await transact(db, (trx) => forgetServer(trx, "one"));
    expect(await notedServer(db.read)).toBe("two");
    await transact(db, (trx) => forgetServer(trx, "two"));
    expect(await notedServer(db.read)).toBeNull();
  });
});
