import { randomUUID } from "node:crypto";
import type { Operation } from "#app/exam/attempt/protocol.ts";
import { commitQueue } from "#app/usecases/attempt/commit-queue.ts";
import type { SubmittedAct } from "#app/usecases/attempt/act.ts";
import { loadWork } from "#app/usecases/attempt/load-work.ts";
import { recordActs } from "#app/usecases/attempt/record-acts.ts";
import { frozenForm } from "#app/usecases/read-frozen-form.ts";
import { loadAttempt, loadEvents, loadResponses } from "#db/attempts.ts";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { assignProctor } from "#db/sittings.ts";
import { verifyAttempt } from "#db/verify.ts";
import { expect, it } from "vitest";
import { withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, registerAnother, responded, storeAttempt, storeSample } from "../db/support/sample.ts";

const AT = NOW + 10_000;
const reason = "the network of the site was down";

const operation = (seq: number, change: Partial<Operation> = {}): Operation => ({ opId: randomUUID(), seq, position: 1, kind: "respond", value: ["C"], lastServerTimeMs: 0, elapsedMs: 0, ...change });
const saved = (attemptId: string, ...operations: Operation[]): SubmittedAct => ({ attemptId, by: "server", arrivedAtMs: AT, act: { kind: "operations", request: { lease: 1, operations } } });
const kindsOf = async (db: Db, attemptId: string) => (await loadEvents(db.write, attemptId)).slice(4).map(({ kind }) => kind);

/** Two running exams of one sitting, their proctor, and the sign-in of the first candidate. */
async function sittingOf(db: Db) {
  const sample = await storeSample(db, 3, { practice: false });
  const other = await registerAnother(db, sample);
  const [mine, theirs] = [await storeAttempt(db, sample), await storeAttempt(db, other)];
  const [proctorId, tokenHash] = [randomUUID(), randomUUID()];
  await transact(db, async (trx) => {
    await insertPerson(trx, { id: proctorId, email: null, name: "Aoife Brennan", passwordHash: null, roles: ["proctor"], nowMs: NOW });
    await assignProctor(trx, sample.sittingId, proctorId);
    await insertSignIn(trx, { tokenHash, personId: sample.personId, registrationId: sample.registrationId, nowMs: NOW, expiresAtMs: NOW + 9_000_000, complete: true });
  });
  const pause = (actId: string = randomUUID()): SubmittedAct => ({ attemptId: mine, by: { personId: proctorId }, actId, arrivedAtMs: AT, act: { kind: "pause", reason } });
  return { sample, other, mine, theirs, proctorId, tokenHash, pause, context: contextOf(db) };
}

const HOSTILE = ["a\u0000b", "\ud83d", "\ude00 x", "a\u202eb\u2069", "\u0007\u009f"];

onEachDatabase("text that no database should hold", (database) => {
  it("is cleaned and acknowledged, harms no neighbour, and leaves every chain whole", async () => {
    const { db } = database();
    const { mine, theirs, context } = await sittingOf(db);
    const notes = HOSTILE.map((value, index) => operation(index + 1, { kind: index % 2 === 0 ? "note" : "report-problem", value }));
    const bad = operation(6, { value: ["A\u0000"] });
    const good = operation(1);
    const { results } = await recordActs(context, [saved(mine, ...notes, bad), saved(theirs, good)]);
    expect(results).toMatchObject([
      { ok: true, outcome: { acknowledged: notes.map(({ opId }) => opId), refused: [{ opId: bad.opId, reason: "unknown-option" }], waitingFor: [] } },
      { ok: true, outcome: { acknowledged: [good.opId] } },
    ]);
    const texts = (await loadEvents(db.write, mine)).flatMap(({ text }) => text ?? []);
    expect(texts).toEqual(["ab", "\ufffd", "\ufffd x", "ab", ""]);
    // Late, and in a list, where nothing is judged any more.
    await recordActs(context, [{ ...saved(mine, operation(7, { kind: "note", value: "late\u0000" }), operation(8, { value: ["\ud83d\u0000"] })), arrivedAtMs: NOW + 9_000_000 }]);
    expect((await loadEvents(db.write, mine)).at(-2)?.text).toBe("late");
    for (const id of [mine, theirs]) expect(await verifyAttempt(db.write, id)).toBeNull();
    expect((await loadAttempt(db.write, mine))?.attempt.received["1"]).toEqual({ upTo: 6, beyond: [] });
  });
});

onEachDatabase("a batch of acts", (database) => {
  it("is decided one act after another and answered in its order, each attempt told as changed once", async () => {
    const { db } = database();
    const { mine, theirs, pause, context } = await sittingOf(db);
    const first = operation(1);
    const actId = randomUUID();
    const { results, changed } = await recordActs(context, [saved(mine, first), saved(theirs, operation(1)), pause(actId), pause(actId), pause(), saved(mine, first)]);
    expect(results).toMatchObject([
      { ok: true, outcome: { acknowledged: [first.opId] } },
      { ok: true },
      { ok: true, kind: "clock", clock: { state: "paused" } },
      { ok: true, kind: "clock" },
      { ok: false, reason: "already-paused" },
      { ok: true, outcome: { acknowledged: [first.opId] } },
    ]);
    expect(changed.map(({ stored, closed }) => [stored.attempt.id, stored.version, closed]).sort()).toEqual([[mine, 6, false], [theirs, 5, false]].sort());
    expect([await kindsOf(db, mine), await kindsOf(db, theirs)]).toEqual([["operation", "paused"], ["operation"]]);
    for (const id of [mine, theirs]) expect(await verifyAttempt(db.write, id)).toBeNull();
  });

  it("refuses what is nobody's and what is another's, without a word about the attempt", async () => {
    const { db } = database();
    const { mine, theirs, tokenHash, context } = await sittingOf(db);
    const act = saved(mine, operation(1)).act;
    const refused = (by: SubmittedAct["by"], attemptId: string): SubmittedAct => ({ attemptId, by, arrivedAtMs: AT, act });
    const { results, changed } = await recordActs(context, [
      refused({ tokenHash: "unknown" }, mine),
      refused({ tokenHash }, theirs),
      refused({ tokenHash }, randomUUID()),
      refused("server", randomUUID()),
      { ...refused("server", mine), act: { kind: "pause", reason } },
    ]);
    expect(results).toEqual(["sign-in-ended", "not-your-attempt", "not-your-attempt", "not-your-attempt", "not-your-sitting"].map((why) => ({ ok: false, reason: why, clock: null })));
    expect(changed).toEqual([]);
    expect(await kindsOf(db, mine)).toEqual([]);
  });

  it("is stored whole or not at all", async () => {
    const { db } = database();
    const { mine, theirs, pause, context } = await sittingOf(db);
    const batch = [saved(theirs, operation(1)), saved(mine, operation(1)), pause()];
    for (const table of ["response", "event_text"]) await expect(withoutTable(db, table, () => recordActs(context, batch))).rejects.toThrow();
    expect([await kindsOf(db, mine), await kindsOf(db, theirs)]).toEqual([[], []]);
    expect((await loadAttempt(db.write, mine))?.version).toBe(4);
    expect((await recordActs(context, batch)).results.map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  it("reads what its acts need, and answers of the touched questions only unless somebody starts", async () => {
    const { db } = database();
    const { sample, other, mine, theirs, proctorId, tokenHash, pause, context } = await sittingOf(db);
    await append(db, mine, [responded(1, 1, ["A"]), responded(2, 2, ["D"])]);
    const touched = saved(mine, operation(3, { position: 2 }));
    const work = await transact(db, (trx) => loadWork(context, trx, [{ ...touched, by: { tokenHash } }, pause(), { ...touched, attemptId: randomUUID() }]));
    expect([...work.attempts.keys()]).toEqual([mine]);
    expect(work.registrationsOfTokens).toEqual(new Map([[tokenHash, sample.registrationId]]));
    expect(work.staff.get(proctorId)).toEqual({ personId: proctorId, roles: ["proctor"], proctorOf: [sample.sittingId] });
    expect([[...work.sittings.keys()], [...work.forms.keys()], [...work.contentKeys.keys()]]).toEqual([[sample.sittingId], [sample.formId], []]);
    expect([...work.attempts.get(mine)!.record.responses.values()].map(({ position }) => position)).toEqual([2]);

    const start: SubmittedAct = { attemptId: mine, by: { tokenHash }, arrivedAtMs: AT, act: { kind: "start", request: { lease: 1 } } };
    const prepare: SubmittedAct = { attemptId: randomUUID(), by: { registrationId: other.registrationId }, arrivedAtMs: AT, act: { kind: "prepare", registrationId: other.registrationId, again: false } };
    const whole = await transact(db, (trx) => loadWork(context, trx, [start, prepare]));
    expect(whole.attempts.get(mine)!.record.responses).toEqual((await loadResponses(db.write, [mine])).get(mine));
    expect([...whole.contentKeys.keys()]).toEqual([mine]);
    expect([whole.newestOf.get(other.registrationId), whole.attempts.has(theirs)]).toEqual([theirs, true]);
  });
});

onEachDatabase("the queue before the database", (database) => {
  it("commits together what waits together, tells what changed after the commit, and counts", async () => {
    const { db } = database();
    const { mine, theirs, context } = await sittingOf(db);
    const queue = commitQueue(context);
    const told: string[][] = [];
    queue.listen((changed) => told.push(changed.map(({ stored }) => stored.attempt.id).sort()));
    await queue.idle();
    const waiting = [queue.record(saved(mine, operation(1))), queue.record(saved(theirs, operation(1)))];
    expect(queue.figures()).toMatchObject({ waiting: 2, committed: 0, batches: 0 });
    await queue.idle();
    expect(await Promise.all(waiting)).toMatchObject([{ ok: true }, { ok: true }]);
    expect(queue.figures()).toMatchObject({ waiting: 0, committed: 2, batches: 1 });
    expect(told).toEqual([[mine, theirs].sort()]);
    await queue.record(saved(mine));
    expect(told).toHaveLength(1);
  });

  it("lets 2,000 wait and turns the next away, and serves again when they are through", async () => {
    const { db } = database();
    const { mine, context } = await sittingOf(db);
    const queue = commitQueue(context);
    const nobody = saved(randomUUID(), operation(1));
    const waiting = Array.from({ length: 2_000 }, () => queue.record(nobody));
    await expect(queue.record(saved(mine, operation(1)))).rejects.toMatchObject({ name: "QueueFullError" });
    expect(new Set((await Promise.all(waiting)).map((one) => (one.ok ? "" : one.reason)))).toEqual(new Set(["not-your-attempt"]));
    expect(await kindsOf(db, mine)).toEqual([]);
    expect(await queue.record(saved(mine, operation(1)))).toMatchObject({ ok: true });
    await queue.idle();
    expect(queue.figures()).toMatchObject({ waiting: 0, committed: 2_001 });
  });

  it("keeps the order of one attempt, and parts the one act that cannot be stored from the others", async () => {
    const { db } = database();
    const { mine, theirs, pause, context } = await sittingOf(db);
    const queue = commitQueue(context);
    const cannot = { ...pause(), alongside: () => Promise.reject(new TypeError("no room")) };
    const [first, second, third] = [operation(1, { value: ["A"] }), operation(2, { value: ["D"] }), operation(3, { value: ["E"] })];
    const done = await Promise.allSettled([saved(mine, first), saved(mine, second), cannot, saved(theirs, operation(1)), saved(mine, third)].map(queue.record));
    expect(done.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect(done[2]).toMatchObject({ reason: { message: "no room" } });
    expect(await kindsOf(db, mine)).toEqual(["operation", "operation", "operation"]);
    expect([...(await loadResponses(db.write, [mine])).get(mine)!.values()]).toMatchObject([{ value: ["E"] }]);
    expect(await verifyAttempt(db.write, mine)).toBeNull();
  });
});

onEachDatabase("a published form", (database) => {
  it("is read once and kept, without keys and reasons", async () => {
    const { db } = database();
    const { formId } = await storeSample(db, 3);
    const forms = new Map();
    const [first, second] = await Promise.all([frozenForm(db.read, forms, formId), frozenForm(db.read, forms, formId)]);
    const statements = db.statements();
    expect(second).toBe(first);
    expect(await frozenForm(db.read, forms, formId)).toBe(first);
    expect(db.statements()).toBe(statements);
    expect(first.items.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(first.facts).toMatchObject({ id: formId, state: "published" });
    for (const secret of ["Secret", "correct"]) expect(JSON.stringify(first)).not.toContain(secret);
  });

  it("is none before it is published, and is asked for again then", async () => {
    const { db } = database();
    const { formId } = await storeSample(db, 1);
    const forms = new Map();
    const state = (name: string) => db.write.updateTable("form").set({ state: name }).where("id", "=", formId).execute();
    await state("draft");
    for (const id of [formId, randomUUID()]) await expect(frozenForm(db.read, forms, id)).rejects.toMatchObject({ name: "FormMissingError" });
    expect(forms.size).toBe(0);
    await state("published");
    expect(await frozenForm(db.read, forms, formId)).toMatchObject({ facts: { id: formId } });
  });
});
