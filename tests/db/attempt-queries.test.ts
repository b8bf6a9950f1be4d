import type { Received } from "#app/exam/attempt/received.ts";
import { randomUUID } from "node:crypto";
import { foldAttempt } from "#app/exam/attempt/attempt.ts";
import type { NewEvent, OperationFacts } from "#app/exam/attempt/events.ts";
import { attemptOfRow, eventOfRow, responseOfRow, rowOfAttempt, rowOfResponse } from "#db/attempt-rows.ts";
import {
  attemptsOfRegistrations,
  attemptsOfSitting,
  closingEntries,
  contentKeys,
  expiredAttempts,
  knownActs,
  knownOperations,
  loadAttempt,
  loadAttempts,
  loadEvents,
  loadResponses,
  storeContentKey,
} from "#db/attempts.ts";
import { transact } from "#db/open.ts";
import { loadPresence, storePresence, type Presence } from "#db/presence.ts";
import { attemptIdsWithLog, attemptsWithoutLog } from "#db/verify.ts";
import { expect, it } from "vitest";
import { contextOf } from "./support/context.ts";
import { onEachDatabase } from "./support/databases.ts";
import { append, NOW, registerAnother, responded, storeAttempt, storeSample, visited } from "./support/sample.ts";

const LIMIT_AND_GRACE = 1_830_000;
const released = (actId: string): NewEvent => ({ kind: "seat-released", serverTimeMs: NOW + 50, payload: { by: "anna", actId, untilMs: NOW + 600_000 } });
const opIdOf = ({ payload }: NewEvent): string => ("opId" in payload ? payload.opId : "");
const operation = (kind: "operation-refused" | "operation-late" | "operation-unclaimed", opId: string): NewEvent => {
  const facts = { opId, lease: 1, seq: 9, position: 1, operation: "respond", value: ["B"], lastServerTimeMs: 0, elapsedMs: 0 } satisfies OperationFacts;
  if (kind === "operation-refused") return { kind, serverTimeMs: NOW + 9, payload: { opId, lease: 1, seq: 9, reason: "unknown-option" } };
  return { kind, serverTimeMs: NOW + 9, payload: facts };
};

onEachDatabase("attempts", (database) => {
  it("are loaded as their logs tell them, whichever were asked for and no others", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const ids = [await storeAttempt(db, sample), await storeAttempt(db, await registerAnother(db, sample))];
    await storeAttempt(db, await storeSample(db));
    await append(db, ids[0]!, [visited(1, 2), responded(2, 2, ["B"]), released(randomUUID())]);
    const loaded = await loadAttempts(db.read, [...ids, randomUUID()]);
    expect([...loaded.keys()].sort()).toEqual(ids.toSorted());
    for (const id of ids) {
      const log = await loadEvents(db.read, id);
      expect(loaded.get(id)).toEqual({ attempt: foldAttempt(id, log).attempt, version: log.length, head: log.at(-1)!.hash });
      expect(await loadAttempt(db.read, id)).toEqual(loaded.get(id));
    }
    expect(await loadAttempts(db.read, [])).toEqual(new Map());
    expect(await loadAttempt(db.read, randomUUID())).toBeNull();
  });

  it("are those of one sitting, or of these registrations with the newest last", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const another = await registerAnother(db, sample);
    const elsewhere = await storeAttempt(db, await storeSample(db));
    const [first, other] = [await storeAttempt(db, sample), await storeAttempt(db, another)];
    // The practice that came second is stored first here, and its identifier is the smaller one.
    const second = `00000000${randomUUID().slice(8)}`;
    const row = rowOfAttempt((await loadAttempt(db.read, first))!);
    await db.write.deleteFrom("attempt").where("id", "=", first).execute();
    await db.write.insertInto("attempt").values([{ ...row, id: second, number: 2 }, row]).execute();
    const idsOf = (places: readonly { attempt: { id: string } }[]) => places.map(({ attempt }) => attempt.id);
    expect(idsOf(await attemptsOfSitting(db.read, sample.sittingId))).toEqual([first, other, second].sort());
    expect(idsOf(await attemptsOfRegistrations(db.read, [sample.registrationId]))).toEqual([first, second]);
    expect(idsOf(await attemptsOfRegistrations(db.read, [another.registrationId, sample.registrationId])).at(-1)).toBe(second);
    expect(await attemptsOfRegistrations(db.read, [])).toEqual([]);
    expect(await attemptsOfSitting(db.read, randomUUID())).toEqual([]);
    expect(idsOf(await attemptsOfSitting(db.read, sample.sittingId))).not.toContain(elsewhere);
  });

  it("stand in the tables with every fact, whatever it is", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    const place = (await loadAttempt(db.read, id))!;
    const received: Received = { "1": { upTo: 3, beyond: [[5, 5]] } };
    const facts = { pausedAtMs: NOW, pausedMs: 7, rulesVersion: "r", extensionMs: 60_000, closedAtMs: NOW + 1, seatReleasedUntilMs: NOW + 2, submitAsked: { lease: 2, seq: 5 }, received, seen: [1, 3], firstVisits: [{ position: 3, lease: 1, seq: 2 }], flagged: 2 };
    const full = { ...place, attempt: { ...place.attempt, ...facts } };
    await db.write.updateTable("attempt").set(rowOfAttempt(full)).where("id", "=", id).execute();
    const row = await db.read.selectFrom("attempt").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    expect(row).toEqual(rowOfAttempt(full));
    expect(attemptOfRow(row)).toEqual(full);
    const empty = { ...full, attempt: { ...full.attempt, startedAtMs: null, deadlineAtMs: null, submitAsked: null, browserId: null } };
    expect(attemptOfRow(rowOfAttempt(empty))).toEqual(empty);
  });

  it("are closed in the order of their deadlines, at most so many at once, and only while they run", async () => {
    const { db } = database();
    const [latest, earliest, middle, done, waiting] = [
      await storeAttempt(db, await storeSample(db), NOW - 7_000_000),
      await storeAttempt(db, await storeSample(db), NOW - 9_000_000),
      await storeAttempt(db, await storeSample(db), NOW - 8_000_000),
      await storeAttempt(db, await storeSample(db), NOW - 9_000_000),
      await storeAttempt(db, await storeSample(db), NOW - 9_000_000, "seat-taken"),
    ];
    await append(db, done!, [{ kind: "submitted", serverTimeMs: NOW - 8_999_000, payload: { by: "candidate" } }]);
    expect(await expiredAttempts(db.read, NOW - 5_000_000, 100)).toEqual([earliest, middle, latest]);
    expect(await expiredAttempts(db.read, NOW - 5_000_000, 2)).toEqual([earliest, middle]);
    // Only what is past its grace has run out.
    expect(await expiredAttempts(db.read, NOW - 8_000_000 + LIMIT_AND_GRACE, 100)).toEqual([earliest]);
    expect(await expiredAttempts(db.read, NOW - 8_000_000 + LIMIT_AND_GRACE + 1, 100)).toEqual([earliest, middle]);
    expect(await loadAttempt(db.read, waiting!)).toMatchObject({ attempt: { state: "admitted" } });
  });

  it("have a content key for each part, and never a second one", async () => {
    const { db } = database();
    const [id, other] = [await storeAttempt(db, await storeSample(db)), await storeAttempt(db, await storeSample(db))];
    const own = await contentKeys(db.read, [id, other, randomUUID()]);
    expect([...own.keys()].sort()).toEqual([id, other].sort());
    const first = own.get(id)!.get(1)!;
    await transact(db, (trx) => storeContentKey(trx, id, 2, "second part"));
    const both = new Map([[1, first], [2, "second part"]]);
    expect(await contentKeys(db.read, [id, other])).toEqual(new Map([[id, both], [other, own.get(other)]]));
    await expect(transact(db, (trx) => storeContentKey(trx, id, 2, "another"))).rejects.toThrow();
    expect(await contentKeys(db.read, [id])).toEqual(new Map([[id, both]]));
    expect(await contentKeys(db.read, [])).toEqual(new Map());
  });
});

onEachDatabase("the log's answers", (database) => {
  it("tell responses of each attempt apart, of all questions or of those asked for", async () => {
    const { db } = database();
    const [id, other] = [await storeAttempt(db, await storeSample(db)), await storeAttempt(db, await storeSample(db))];
    await append(db, id, [responded(1, 1, ["B"]), responded(2, 2, ["A"]), responded(3, 2, [], "a note")]);
    await append(db, other, [responded(1, 1, [])]);
    const all = await loadResponses(db.read, [id, other]);
    expect([...all.get(id)!.keys()].sort()).toEqual(["1:respond", "2:note", "2:respond"]);
    expect(all.get(other)).toEqual(new Map([["1:respond", { position: 1, kind: "respond", value: [], answered: false, lease: 1, seq: 1, savedAtMs: NOW + 1 }]]));
    const second = await loadResponses(db.read, [id, other], [2]);
    expect([[...second.get(id)!.keys()].sort(), second.get(other)]).toEqual([["2:note", "2:respond"], new Map()]);
    expect(await loadResponses(db.read, [id], [])).toEqual(new Map([[id, new Map()]]));
    expect(await loadResponses(db.read, [])).toEqual(new Map());
    const stored = all.get(id)!.get("1:respond")!;
    const row = await db.read.selectFrom("response").selectAll().where("attempt_id", "=", id).where("position", "=", 1).executeTakeFirstOrThrow();
    expect([row, responseOfRow(row)]).toEqual([rowOfResponse(id, stored), stored]);
  });

  it("give every event back with its text, and without it once it is erased", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    await append(db, id, [responded(1, 1, ["B"]), responded(2, 1, [], "a note")]);
    const log = await loadEvents(db.read, id);
    expect(log.map((event) => [event.number, event.kind, event.text])).toEqual([
      [1, "prepared", undefined], [2, "admitted", undefined], [3, "seat-taken", undefined], [4, "started", undefined], [5, "operation", undefined], [6, "operation", "a note"],
    ]);
    expect(log.slice(1).map(({ previousHash }) => previousHash)).toEqual(log.slice(0, -1).map(({ hash }) => hash));
    await db.write.updateTable("event_text").set({ text: null, erased_at_ms: NOW }).where("attempt_id", "=", id).execute();
    const erased = await loadEvents(db.read, id);
    const { text: _text, ...last } = log.at(-1)!;
    expect(erased).toEqual([...log.slice(0, -1), last]);
    const row = await db.read.selectFrom("attempt_event").selectAll().where("attempt_id", "=", id).where("number", "=", 6).executeTakeFirstOrThrow();
    expect([eventOfRow(row, "a note"), eventOfRow(row, null)]).toEqual([log.at(-1), last]);
    expect(await loadEvents(db.read, randomUUID())).toEqual([]);
  });

  it("say what became of an operation, in its own attempt only", async () => {
    const { db } = database();
    const [id, other] = [await storeAttempt(db, await storeSample(db)), await storeAttempt(db, await storeSample(db))];
    const saved = responded(1, 1, ["B"]);
    const [refused, late, unclaimed, act] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await append(db, id, [saved, operation("operation-refused", refused), operation("operation-late", late), operation("operation-unclaimed", unclaimed), released(act)]);
    const all = [opIdOf(saved), refused, late, unclaimed, act, randomUUID()];
    const known = await knownOperations(db.read, [id, other], all);
    expect(known.get(id)).toEqual(
      new Map<string, object>([
        [opIdOf(saved), { fate: "acknowledged" }],
        [refused, { fate: "refused", reason: "unknown-option" }],
        [late, { fate: "late" }],
        [unclaimed, { fate: "unclaimed" }],
        [act, { fate: "refused", reason: "id-used" }],
      ]),
    );
    expect(known.get(other)).toEqual(new Map());
    expect((await knownOperations(db.read, [id], [refused])).get(id)).toEqual(new Map([[refused, { fate: "refused", reason: "unknown-option" }]]));
    expect(await knownOperations(db.read, [id], [])).toEqual(new Map([[id, new Map()]]));
    expect(await knownOperations(db.read, [], all)).toEqual(new Map());
  });

  it("know an act of a person by its identifier, in its own attempt only", async () => {
    const { db } = database();
    const [id, other] = [await storeAttempt(db, await storeSample(db)), await storeAttempt(db, await storeSample(db))];
    const [act, call] = [randomUUID(), randomUUID()];
    const saved = responded(1, 1, ["B"]);
    await append(db, id, [released(act), { kind: "called", serverTimeMs: NOW + 60, payload: { call: "question", actId: call } }, saved]);
    await append(db, other, [{ kind: "called", serverTimeMs: NOW + 60, payload: { call: "toilet" } }]);
    const kinds = new Map([[act, "seat-released"], [call, "called"], [opIdOf(saved), "operation"]]);
    expect(await knownActs(db.read, [id, other], [act, call, opIdOf(saved), randomUUID()])).toEqual(new Map([[id, kinds]]));
    expect(await knownActs(db.read, [other], [act])).toEqual(new Map());
    expect(await knownActs(db.read, [id], [])).toEqual(new Map());
    expect(await knownActs(db.read, [], [act])).toEqual(new Map());
  });

  it("refuse an act on an attempt that is not there, on either database", async () => {
    const { db } = database();
    const context = contextOf(db);
    const saved = { opId: randomUUID(), seq: 1, position: 1, kind: "visit", value: null, lastServerTimeMs: 0, elapsedMs: 0 } as const;
    const acts = [
      context.record({ attemptId: randomUUID(), by: "server", arrivedAtMs: NOW, act: { kind: "operations", request: { lease: 1, operations: [saved] } } }),
      context.record({ attemptId: randomUUID(), by: "server", actId: randomUUID(), arrivedAtMs: NOW, act: { kind: "time-out" } }),
    ];
    expect((await Promise.all(acts)).map(({ ok }) => ok)).toEqual([false, false]);
    expect(context.faults).toEqual([]);
  });

  it("name the last entry that closed an attempt, whatever came after", async () => {
    const { db } = database();
    const [closed, twice, running] = [await storeAttempt(db, await storeSample(db)), await storeAttempt(db, await storeSample(db)), await storeAttempt(db, await storeSample(db))];
    const handIn = (ms: number): NewEvent => ({ kind: "submitted", serverTimeMs: NOW + ms, payload: { by: "candidate" } });
    await append(db, closed!, [handIn(1), { kind: "called", serverTimeMs: NOW + 2, payload: { call: "question" } }]);
    await append(db, twice!, [handIn(1), { kind: "reopened", serverTimeMs: NOW + 2, payload: { by: "anna", extensionMs: 0 } }, { kind: "terminated", serverTimeMs: NOW + 3, payload: { by: "anna" } }]);
    const entryOf = async (id: string, number: number) => ({ number, hash: (await loadEvents(db.read, id))[number - 1]!.hash });
    expect(await closingEntries(db.read, [closed!, twice!, running!])).toEqual(new Map([[closed, await entryOf(closed!, 5)], [twice, await entryOf(twice!, 7)]]));
    expect([...(await closingEntries(db.read, [closed!])).keys()]).toEqual([closed]);
    expect(await closingEntries(db.read, [])).toEqual(new Map());
  });

  it("show which attempts have a log, and which have lost it", async () => {
    const { db } = database();
    const attempts = [await storeAttempt(db, await storeSample(db)), await storeAttempt(db, await storeSample(db)), await storeAttempt(db, await storeSample(db))];
    const [lost, kept, lostToo] = attempts.sort().reverse() as [string, string, string];
    expect(await attemptsWithoutLog(db.read)).toEqual([]);
    await db.write.deleteFrom("attempt_event").where("attempt_id", "in", [lost, lostToo]).execute();
    const withLog = await attemptIdsWithLog(db.read);
    expect(withLog).toEqual([...new Set(withLog)].sort());
    expect([withLog.includes(kept), withLog.includes(lost)]).toEqual([true, false]);
    expect(await attemptsWithoutLog(db.read)).toEqual([lostToo, lost]);
  });
});

onEachDatabase("a sign of life", (database) => {
  it("is the last one of each browser", async () => {
    const { db } = database();
    const [id, other] = [await storeAttempt(db, await storeSample(db)), await storeAttempt(db, await storeSample(db))];
    const first = { attemptId: id, seenAtMs: NOW, lease: 1, waiting: 2, oldestWaitingMs: 900, position: 3, visible: true, fullScreen: false, rttMs: 48, build: "0a1b2c" };
    const second: Presence = { ...first, attemptId: other, visible: false, fullScreen: true, rttMs: null, build: null };
    await transact(db, (trx) => storePresence(trx, [first, second]));
    const later: Presence = { ...first, seenAtMs: NOW + 1_000, lease: 2, waiting: 0, oldestWaitingMs: 0, position: 1, visible: false, fullScreen: true, rttMs: null, build: "3d4e5f" };
    await transact(db, (trx) => storePresence(trx, [later]));
    await transact(db, (trx) => storePresence(trx, []));
    expect(await loadPresence(db.read, [id, other, randomUUID()])).toEqual(new Map([[id, later], [other, second]]));
    expect(await loadPresence(db.read, [other])).toEqual(new Map([[other, second]]));
    expect(await loadPresence(db.read, [])).toEqual(new Map());
    expect(await loadEvents(db.read, id)).toHaveLength(4);
  });
});
