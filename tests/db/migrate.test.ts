import { existsSync } from "node:fs";
import { sql } from "kysely";
import { foldAttempt } from "#app/exam/attempt/attempt.ts";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { loadAttempt, loadEvents } from "#db/attempts.ts";
import { appliedMigrations, isUpToDate, migrate } from "#db/migrate.ts";
import type { Connection } from "#db/open.ts";
import { MIGRATIONS } from "#db/migrations/index.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { append, NOW, responded, storeAttempt, storeSample, visited } from "./support/sample.ts";

/** As before 0018. */
async function dropServerClock(db: Connection): Promise<void> {
  for (const column of ["last_event_at_ms", "text_bytes"]) await sql`alter table attempt drop column ${sql.ref(column)}`.execute(db);
  await sql`drop index checkpoint_server_time_ms`.execute(db);
  await sql`drop table seal`.execute(db);
  await sql`drop table clock_confirmation`.execute(db);
  for (const column of ["offset_ms", "doubt_ahead_ms"]) await sql`alter table server_clock drop column ${sql.ref(column)}`.execute(db);
}

/** As before 0020. */
async function dropCodeReissues(db: Connection): Promise<void> {
  for (const table of ["recovery_code", "second_factor_reset", "sign_in_address"]) await sql`drop table ${sql.table(table)}`.execute(db);
  await sql`drop table code_reissue`.execute(db);
  await sql`drop index sign_in_registration_id`.execute(db);
}

onEachDatabase("the schema", (database) => {
  it("is up to date after migrating, and migrating again does nothing", async () => {
    const { db, place } = database();
    expect(await appliedMigrations(db)).toEqual(Object.keys(MIGRATIONS));
    expect(await isUpToDate(db)).toBe(true);
    expect(await migrate(place)).toEqual({ applied: [], copy: null });
  });

  it("survives two programs that migrate at once", async () => {
    const { place } = database();
    await expect(Promise.all([migrate(place), migrate(place)])).resolves.toHaveLength(2);
  });

  it("fills the questions seen from the logs of attempts that are older than the column", async () => {
    const { db, place } = database();
    const sample = await storeSample(db);
    const [walked, untouched] = [await storeAttempt(db, sample), await storeAttempt(db, await storeSample(db))];
    await append(db, walked, [visited(1, 3), responded(2, 3, ["B"]), visited(4, 1), visited(3, 3)]);
    // As a database of before 0007: what the later steps add or rename is not there.
    await sql`alter table attempt drop column seen`.execute(db.write);
    await sql`alter table response drop column answered`.execute(db.write);
    await sql`alter table item_key drop column tolerance`.execute(db.write);
    await sql`alter table presence drop column build`.execute(db.write);
    for (const column of ["parts", "part", "running", "leave_asked", "part_left_at_ms", "between_ms", "break_ends_at_ms", "first_visits"]) await sql`alter table attempt drop column ${sql.ref(column)}`.execute(db.write);
    await sql`alter table attempt_key rename column part to section`.execute(db.write);
    await sql`alter table form_position rename column part to section`.execute(db.write);
    await sql`drop table form_part`.execute(db.write);
    await sql`alter table score rename column score_thousandths to score`.execute(db.write);
    await sql`alter table score rename column maximum_thousandths to maximum`.execute(db.write);
    await sql`drop table known_browser`.execute(db.write);
    await sql`drop table brake_count`.execute(db.write);
    await dropServerClock(db.write);
    await dropCodeReissues(db.write);
    await sql`delete from kysely_migration where name >= '0007-seen'`.execute(db.write);
    expect((await migrate(place)).applied.slice(0, 1)).toEqual(["0007-seen"]);
    for (const id of [walked, untouched]) {
      // Such an attempt was prepared without frozen packages.
      const { attempt } = foldAttempt(id, await loadEvents(db.write, id));
      expect((await loadAttempt(db.write, id))?.attempt).toEqual({ ...attempt, parts: attempt.parts.map((part) => ({ ...part, packageHash: null })) });
    }
    expect((await loadAttempt(db.write, walked))?.attempt.seen).toEqual([1, 3]);
  });

  it("turns the numbers that have arrived behind a missing one into ranges", async () => {
    const { db, place } = database();
    const id = await storeAttempt(db, await storeSample(db));
    const before = '{"1":{"upTo":2,"beyond":[4,5,6,9]},"2":{"upTo":7,"beyond":[]},"3":{"upTo":0,"beyond":[3]}}';
    await sql`update attempt set received = ${before} where id = ${id}`.execute(db.write);
    await sql`drop table known_browser`.execute(db.write);
    await sql`drop table brake_count`.execute(db.write);
    await dropServerClock(db.write);
    await dropCodeReissues(db.write);
    for (const column of ["break_ends_at_ms", "first_visits"]) await sql`alter table attempt drop column ${sql.ref(column)}`.execute(db.write);
    await sql`delete from kysely_migration where name >= '0014-received-as-ranges'`.execute(db.write);
    expect((await migrate(place)).applied.slice(0, 1)).toEqual(["0014-received-as-ranges"]);
    expect((await loadAttempt(db.write, id))?.attempt.received).toEqual({ "1": { upTo: 2, beyond: [[4, 6], [9, 9]] }, "2": { upTo: 7, beyond: [] }, "3": { upTo: 0, beyond: [[3, 3]] } });
  });

  it("gives breaks between parts their end, and counts a pause in one once, as the fold does", async () => {
    const { db, place } = database();
    const minute = (minutes: number) => NOW + minutes * 60_000;
    const by = { by: "p" };
    const left = (at: number): NewEvent => ({ kind: "part-left", serverTimeMs: minute(at), payload: { part: 1, by: "time", longestBreakMs: 86_400_000 } });
    const begun = (at: number): NewEvent => ({ kind: "part-started", serverTimeMs: minute(at), payload: { part: 2, lease: 1, version: "1", build: "b" } });
    const pause = (from: number, to: number): NewEvent[] => [{ kind: "paused", serverTimeMs: minute(from), payload: by }, { kind: "resumed", serverTimeMs: minute(to), payload: by }];
    const extended: NewEvent = { kind: "extended", serverTimeMs: minute(8), payload: { ...by, extensionMs: 7_000 } };
    const closed: NewEvent[] = [{ kind: "submitted", serverTimeMs: minute(9), payload: { by: "candidate" } }];
    const reopened: NewEvent = { kind: "reopened", serverTimeMs: minute(20), payload: { ...by, extensionMs: 9_000 } };
    const stopped: NewEvent[] = [{ kind: "paused", serverTimeMs: minute(4), payload: by }, { kind: "terminated", serverTimeMs: minute(6), payload: by }];
    const logs = [
      [],
      [left(1), ...pause(2, 5), begun(10)],
      [...pause(0, 1), left(2), begun(3), ...pause(4, 5), ...closed],
      [left(1), ...pause(2, 5), extended, ...closed, reopened],
      [left(1), ...stopped],
    ];
    const ids: string[] = [];
    for (const log of logs) {
      const id = await storeAttempt(db, await storeSample(db));
      ids.push(id);
      if (log.length > 0) await append(db, id, log);
    }
    // As the fold of before wrote them: the pause counted in the break as well, and a break without an end.
    await sql`update attempt set between_ms = 540000, deadline_at_ms = deadline_at_ms + 180000 where id = ${ids[1]}`.execute(db.write);
    await sql`update attempt set part_left_at_ms = ${minute(1)}, deadline_at_ms = null where part_left_at_ms is not null`.execute(db.write);
    await sql`update attempt_event set payload = replace(replace(payload, '"longestBreakMs":86400000,', ''), ',"v":2', '') where kind = 'part-left'`.execute(db.write);
    for (const column of ["break_ends_at_ms", "first_visits"]) await sql`alter table attempt drop column ${sql.ref(column)}`.execute(db.write);
    await dropServerClock(db.write);
    await dropCodeReissues(db.write);
    await sql`delete from kysely_migration where name >= '0016-end-of-breaks'`.execute(db.write);
    expect((await migrate(place)).applied.slice(0, 1)).toEqual(["0016-end-of-breaks"]);
    for (const id of ids) expect((await loadAttempt(db.write, id))?.attempt).toEqual(foldAttempt(id, await loadEvents(db.write, id)).attempt);
  });

  it("fills the first visits of one-way parts from the logs, as the fold does", async () => {
    const { db, place } = database();
    const takeOver: NewEvent = { kind: "seat-taken", serverTimeMs: NOW, payload: { lease: 2, browserId: "b", why: "released" } };
    const ofLease = (lease: number, event: NewEvent) => ({ ...event, payload: { ...event.payload, lease } }) as NewEvent;
    const walk = [visited(1, 1), visited(4, 2), visited(3, 2), visited(5, 3), responded(6, 2, ["B"]), takeOver, visited(7, 4), visited(2, 1), ofLease(2, visited(1, 2)), ofLease(2, visited(2, 4)), ofLease(2, visited(3, 4))];
    const ids: string[] = [];
    for (const oneWay of [[true, true], [false, true], [false, false]]) {
      const id = await storeAttempt(db, await storeSample(db, 4), NOW, "started", oneWay.map((way) => ({ packageHash: null, questions: 2, limitMs: null, oneWay: way })));
      await append(db, id, walk);
      ids.push(id);
    }
    const before = await Promise.all(ids.map(async (id) => (await loadAttempt(db.write, id))!.attempt));
    expect(before.map(({ firstVisits }) => firstVisits.map(({ position, lease, seq }) => [position, lease, seq]))).toEqual([[[1, 1, 1], [2, 1, 3], [3, 1, 5], [4, 2, 2]], [[3, 1, 5], [4, 2, 2]], []]);
    await sql`alter table attempt drop column first_visits`.execute(db.write);
    await dropServerClock(db.write);
    await dropCodeReissues(db.write);
    await sql`delete from kysely_migration where name >= '0017-first-visits'`.execute(db.write);
    expect((await migrate(place)).applied.slice(0, 1)).toEqual(["0017-first-visits"]);
    expect(await Promise.all(ids.map(async (id) => (await loadAttempt(db.write, id))!.attempt))).toEqual(before);
  });

  it("is copied before a step, and a database of a newer program is refused", async () => {
    const { db, place } = database();
    const migrations = db.write.withTables<{ kysely_migration: { name: string; timestamp: string } }>();
    if (db.dialect === "sqlite") {
      const known = await migrations.selectFrom("kysely_migration").selectAll().where("name", ">=", "0007-seen").execute();
      await migrations.deleteFrom("kysely_migration").where("name", ">=", "0007-seen").execute();
      await expect(migrate(place)).rejects.toThrow(/duplicate column/);
      expect(existsSync(`${place.file}.before-0007-seen`)).toBe(true);
      await migrations.insertInto("kysely_migration").values(known).execute();
    }
    await migrations.insertInto("kysely_migration").values({ name: "9999-future", timestamp: "2030-01-01T00:00:00Z" }).execute();
    await expect(migrate(place)).rejects.toThrow(/newer version of this program/);
    await migrations.deleteFrom("kysely_migration").where("name", "=", "9999-future").execute();
  });
});
