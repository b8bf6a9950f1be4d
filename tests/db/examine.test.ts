import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, sql } from "kysely";
import { sqliteForLooking } from "#db/dialect.ts";
import { examineDatabase } from "#db/examine.ts";
import { openDb, transact } from "#db/open.ts";
import { insertPerson, peopleOfDemonstration } from "#db/people.ts";
import { storeServerClock } from "#db/server-clock.ts";
import { storeSetting } from "#db/settings.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { NOW } from "./support/sample.ts";

onEachDatabase("the examination of a database", (database) => {
  const add = async (email: string, roles: string[], disabledAtMs: number | null = null) => {
    const { db } = database();
    const id = randomUUID();
    await transact(db, (trx) => insertPerson(trx, { id, email, name: "Demo", passwordHash: "hash", roles, nowMs: NOW }));
    await db.write.updateTable("person").set({ disabled_at_ms: disabledAtMs }).where("id", "=", id).execute();
  };

  it("tells of a new one that nobody has used it", async () => {
    expect(await examineDatabase(database().place)).toEqual({ state: "up-to-date", clock: null, admins: 0, demonstration: { seeded: false, people: 0 } });
  });

  it("tells the last time, the administrators and the marks of a demonstration, while others write", async () => {
    const { db, place } = database();
    await transact(db, async (trx) => {
      await storeServerClock(trx, { nowMs: NOW, offsetMs: 1, doubtAheadMs: 2 });
      await storeSetting(trx, "demonstration", "yes");
    });
    await add("admin@demo.example", ["admin"]);
    await add("ada@example.org", ["admin"]);
    await add("ada@not-demo.example", ["office"]);
    await add("gone@demo.example", ["office"], NOW);
    expect(await transact(db, () => examineDatabase(place))).toEqual({ state: "up-to-date", clock: { lastTimeMs: NOW, offsetMs: 1, doubtAheadMs: 2 }, admins: 2, demonstration: { seeded: true, people: 1 } });
    expect(await peopleOfDemonstration(db.read)).toBe(1);
  });

  it("names what it lacks or has too much", async () => {
    const { db, place } = database();
    await sql`update kysely_migration set name = '0099-later' where name = '0001-people'`.execute(db.write);
    expect(await examineDatabase(place)).toEqual({ state: "other-version", missing: ["0001-people"], foreign: ["0099-later"] });
    await sql`update kysely_migration set name = '0001-people' where name = '0099-later'`.execute(db.write);
  });

  it("says that there is none, or why it does not answer, and makes none", async () => {
    const { place } = database();
    if (place.databaseUrl === null) {
      expect(await examineDatabase({ ...place, file: `${place.file}-none` })).toEqual({ state: "absent" });
      expect(await examineDatabase({ ...place, file: dirname(place.file) })).toMatchObject({ state: "unreachable", why: expect.stringMatching(/./) });
    } else expect(await examineDatabase({ ...place, databaseUrl: `${place.databaseUrl}-none` })).toMatchObject({ state: "unreachable", why: expect.stringContaining("-none") });
  });

  it("leaves the files as it found them, and cannot write", async () => {
    const { place } = database();
    if (place.databaseUrl !== null) return;
    const folder = dirname(place.file);
    const copy = { ...place, file: `${place.file}-copy` };
    const made = openDb(copy, { readToo: false });
    await sql`create table kysely_migration (name text, timestamp text)`.execute(made.write);
    await made.close();
    const before = readdirSync(folder);
    expect(await examineDatabase(copy)).toMatchObject({ state: "other-version", foreign: [] });
    expect(readdirSync(folder)).toEqual(before);
    const looking = new Kysely({ dialect: sqliteForLooking(copy.file) });
    await expect(sql`delete from kysely_migration`.execute(looking)).rejects.toThrow(/readonly/);
    await looking.destroy();
  });
});
