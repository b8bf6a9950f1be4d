import { foldAttempt } from "#app/exam/attempt/attempt.ts";
import { appendEvents, expiredAttempts, knownOperations, loadAttempt, loadEvents, loadResponses } from "#db/attempts.ts";
import { violatedKey } from "#db/dialect.ts";
import { transact } from "#db/open.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { append, NOW, responded, storeAttempt, storeSample, visited } from "./support/sample.ts";

onEachDatabase("the log of an attempt", (database) => {
  it("gives the stored state back when it is folded", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    await append(db, id, [responded(1, 1, ["B"]), responded(2, 2, ["A"]), responded(3, 1, ["C"]), responded(4, 3, [], "look again")]);
    const folded = foldAttempt(id, await loadEvents(db.read, id));
    expect((await loadAttempt(db.read, id))?.attempt).toEqual(folded.attempt);
    expect((await loadResponses(db.read, [id])).get(id)).toEqual(folded.responses);
    expect(folded.responses.get("3:note")?.value).toBe("look again");
  });

  it("remembers every question that was visited, not only the newest", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    await append(db, id, [visited(1, 3), visited(2, 1)]);
    await append(db, id, [visited(3, 3)]);
    const { attempt } = (await loadAttempt(db.read, id))!;
    expect([attempt.seen, attempt.visit.position]).toEqual([[1, 3], 3]);
    expect(attempt).toEqual(foldAttempt(id, await loadEvents(db.read, id)).attempt);
  });

  it("keeps free text beside the events, never in them", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    await append(db, id, [responded(1, 1, [], "a private thought")]);
    const rows = await db.read.selectFrom("attempt_event").select("payload").where("attempt_id", "=", id).execute();
    expect(rows.map((row) => row.payload).join()).not.toContain("private");
  });

  it("refuses a second writer who decided on the same place in the log, and stores nothing of them", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    const place = (await loadAttempt(db.read, id))!;
    const event = responded(1, 1, ["B"]);
    const record = { attempt: place.attempt, responses: new Map() };
    await transact(db, (trx) => appendEvents(trx, [{ before: place, record, events: [event] }]));
    // Without `transact`, which would let the second writer read and decide anew.
    const second = db.write.transaction().execute((trx) => appendEvents(trx, [{ before: place, record, events: [responded(2, 2, ["A"])] }]));
    const key = await second.then(() => null, violatedKey);
    expect(key).toEqual({ table: "attempt_event", columns: ["attempt_id", "number"] });
    expect(await loadEvents(db.read, id)).toHaveLength(5);
  });

  it("knows an operation by its identifier", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    const event = responded(1, 1, ["B"]);
    await append(db, id, [event]);
    const opId = "opId" in event.payload ? event.payload.opId : "";
    const known = await knownOperations(db.read, [id], [opId, "11111111-1111-1111-1111-111111111111"]);
    expect([...known.get(id)!]).toEqual([[opId, { fate: "acknowledged" }]]);
  });

  it("finds attempts whose time and grace are over, and no others", async () => {
    const { db } = database();
    const late = await storeAttempt(db, await storeSample(db), NOW - 5_000_000);
    const running = await storeAttempt(db, await storeSample(db), NOW);
    const found = await expiredAttempts(db.read, NOW, 100);
    expect(found).toContain(late);
    expect(found).not.toContain(running);
  });

  it("writes any number of operations with one statement for each table", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db, 30));
    const before = db.statements();
    await append(db, id, Array.from({ length: 30 }, (_, index) => responded(index + 1, index + 1, ["B"])));
    // read attempt, read responses, insert events, upsert responses, upsert attempt, begin and commit on SQLite
    expect(db.statements() - before).toBeLessThanOrEqual(7);
  });
});
