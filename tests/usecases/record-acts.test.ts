import { randomUUID } from "node:crypto";
import { foldAttempt } from "#app/exam/attempt/attempt.ts";
import type { Operation } from "#app/exam/attempt/protocol.ts";
import { REOPEN_WITHIN_MS } from "#app/exam/proctoring/reopen-attempt.ts";
import type { StaffAct } from "#app/exam/proctoring/decide-staff-act.ts";
import type { SubmittedAct } from "#app/usecases/attempt/act.ts";
import { prepareAttempt } from "#app/usecases/candidate/prepare-attempt.ts";
import { seeReceipt } from "#app/usecases/candidate/see-receipt.ts";
import { actOnAttempt } from "#app/usecases/proctor/act-on-attempt.ts";
import { attemptsOfRegistrations, contentKeys, loadAttempt, loadEvents } from "#db/attempts.ts";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { assignProctor } from "#db/sittings.ts";
import { verifyAttempt } from "#db/verify.ts";
import { expect, it } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, registerAnother, storeAttempt, storeSample } from "../db/support/sample.ts";

const AT = NOW + 10_000;
const LIMIT = 1_800_000;
const reason = "the network of the site was down";

async function personOf(db: Db, roles: string[], sittingId?: string): Promise<string> {
  const id = randomUUID();
  await transact(db, async (trx) => {
    await insertPerson(trx, { id, email: null, name: "Aoife Brennan", passwordHash: null, roles, nowMs: NOW });
    if (sittingId !== undefined) await assignProctor(trx, sittingId, id);
  });
  return id;
}

/** A running exam with its proctor; `pass` lets time go by. */
async function runningExam(db: Db) {
  const sample = await storeSample(db, 3, { practice: false, lastStartAtMs: NOW + 60_000 });
  const attemptId = await storeAttempt(db, sample);
  const proctorId = await personOf(db, ["proctor"], sample.sittingId);
  let time = AT;
  const context = contextOf(db, { now: () => time, actor: { personId: proctorId, roles: ["proctor"] } });
  return {
    sample,
    attemptId,
    proctorId,
    context,
    pass: (milliseconds: number) => void (time += milliseconds),
    act: (act: StaffAct, actId: string = randomUUID(), personId = proctorId) => actOnAttempt({ ...context, actor: { ...context.actor, personId } }, { attemptId, actId, act }),
    server: (act: SubmittedAct["act"]) => context.record({ attemptId, by: "server", arrivedAtMs: time, act }),
    state: async () => (await loadAttempt(db.write, attemptId))!.attempt,
    kinds: async () => (await loadEvents(db.write, attemptId)).slice(4).map(({ kind }) => kind),
  };
}

const operation = (seq: number, change: Partial<Operation> = {}): Operation => ({
  opId: randomUUID(),
  seq,
  position: 1,
  kind: "respond",
  value: ["C"],
  lastServerTimeMs: 0,
  elapsedMs: 0,
  ...change,
});
const saves = (...operations: Operation[]) => ({ kind: "operations", request: { lease: 1, operations } }) as const;

onEachDatabase("acts of staff on an attempt", (database) => {
  it("stop and give time, each in the log with who and why, and the projection is the fold of the log", async () => {
    const { db } = database();
    const exam = await runningExam(db);
    expect(await exam.act({ kind: "pause", reason })).toEqual({ ok: true });
    exam.pass(60_000);
    expect(await exam.act({ kind: "pause", reason })).toEqual({ ok: false, reason: "already-paused" });
    expect(await exam.act({ kind: "resume", reason })).toEqual({ ok: true });
    expect(await exam.act({ kind: "extend", extensionMs: 600_000, reason })).toEqual({ ok: true });
    expect(await exam.state()).toMatchObject({ state: "active", pausedMs: 60_000, extensionMs: 600_000, deadlineAtMs: NOW + LIMIT + 660_000 });
    expect(await exam.act({ kind: "terminate", reason })).toEqual({ ok: true });
    expect(await exam.state()).toMatchObject({ state: "terminated", closedAtMs: AT + 60_000 });
    expect(await exam.act({ kind: "reopen", extraMs: 60_000, reason })).toEqual({ ok: false, reason: "not-reopenable" });

    const log = await loadEvents(db.write, exam.attemptId);
    expect(log.slice(4).map(({ kind, text }) => [kind, text])).toEqual(["paused", "resumed", "extended", "terminated"].map((kind) => [kind, reason]));
    for (const { payload } of log.slice(4)) expect(payload).toMatchObject({ by: exam.proctorId });
    expect(foldAttempt(exam.attemptId, log).attempt).toEqual(await exam.state());
    expect(await verifyAttempt(db.write, exam.attemptId)).toBeNull();
  });

  it("reopen what ended by itself with the time that was left, and the board alone takes it out of the exam", async () => {
    const { db } = database();
    const exam = await runningExam(db);
    await exam.server(saves(operation(1, { kind: "submit", position: 0, value: null })));
    expect(await exam.state()).toMatchObject({ state: "submitted" });
    exam.pass(120_000);
    expect(await exam.act({ kind: "reopen", extraMs: 30_000, reason })).toEqual({ ok: true });
    // Left at the close: the limit without the ten seconds that had passed; then the extra time.
    expect(await exam.state()).toMatchObject({ state: "active", closedAtMs: null, deadlineAtMs: AT + 120_000 + LIMIT - 10_000 + 30_000 });
    expect(await exam.act({ kind: "void", reason })).toEqual({ ok: false, reason: "not-your-sitting" });
    expect(await exam.act({ kind: "void", reason }, randomUUID(), await personOf(db, ["board"]))).toEqual({ ok: true });
    expect(await exam.state()).toMatchObject({ state: "voided" });
    expect(await verifyAttempt(db.write, exam.attemptId)).toBeNull();
  });

  it("come too late to reopen when the sitting is long over", async () => {
    const exam = await runningExam(database().db);
    await exam.server(saves(operation(1, { kind: "submit", position: 0, value: null })));
    exam.pass(60_000 + LIMIT + REOPEN_WITHIN_MS);
    expect(await exam.act({ kind: "reopen", extraMs: 30_000, reason })).toEqual({ ok: false, reason: "sitting-over" });
  });

  it("find an exam whose time is over closed, although nobody has closed it yet", async () => {
    const exam = await runningExam(database().db);
    exam.pass(LIMIT + 60_000);
    expect(await exam.act({ kind: "extend", extensionMs: 60_000, reason })).toEqual({ ok: false, reason: "not-running" });
    expect(await exam.kinds()).toEqual(["timed-out"]);
  });

  it("count once however often they are sent, at once or later", async () => {
    const { db } = database();
    const exam = await runningExam(db);
    const actId = randomUUID();
    const extend = { kind: "extend", extensionMs: 600_000, reason } as const;
    const answers = await Promise.all([exam.act(extend, actId), exam.act(extend, actId), exam.act(extend, actId)]);
    answers.push(await exam.act(extend, actId));
    expect(answers).toEqual(Array.from({ length: 4 }, () => ({ ok: true })));
    expect(await exam.state()).toMatchObject({ extensionMs: 600_000 });
    expect(await exam.kinds()).toEqual(["extended"]);
    expect(await exam.act({ kind: "pause", reason }, actId)).toEqual({ ok: false, reason: "id-used" });
    expect(await exam.act({ kind: "pause", reason }, "")).toEqual({ ok: false, reason: "id-missing" });
    expect(await exam.state()).toMatchObject({ state: "active" });
  });

  it("end a pause once, and hand in what had become complete in it", async () => {
    const { db } = database();
    const exam = await runningExam(db);
    await exam.server(saves(operation(2, { kind: "submit", position: 0, value: null })));
    await exam.act({ kind: "pause", reason });
    await exam.server(saves(operation(1)));
    expect(await exam.state()).toMatchObject({ state: "paused" });
    const actId = randomUUID();
    const resume = { kind: "resume", reason } as const;
    expect(await Promise.all([exam.act(resume, actId), exam.act(resume, actId)])).toEqual([{ ok: true }, { ok: true }]);
    expect(await exam.act(resume, actId)).toEqual({ ok: true });
    expect(await exam.kinds()).toEqual(["operation", "paused", "operation", "resumed", "submitted"]);
    expect(await seeReceipt({ ...exam.context, actor: { ...exam.context.actor, personId: exam.sample.personId } }, exam.attemptId)).toMatchObject({ ok: true, receipt: { entries: 9 } });
    expect(await verifyAttempt(db.write, exam.attemptId)).toBeNull();
  });

  it("belong to the proctors of the sitting as it is in that moment", async () => {
    const { db } = database();
    const exam = await runningExam(db);
    const pause = { kind: "pause", reason } as const;
    const refused = { ok: false, reason: "not-your-sitting" };
    const other = await storeSample(db);
    expect(await exam.act(pause, randomUUID(), await personOf(db, ["proctor"], other.sittingId))).toEqual(refused);
    expect(await exam.act(pause, randomUUID(), await personOf(db, ["office"], exam.sample.sittingId))).toEqual(refused);
    expect(await exam.act(pause, randomUUID(), exam.sample.personId)).toEqual(refused);
    expect(await exam.act(pause, randomUUID(), randomUUID())).toEqual(refused);
    expect(await exam.act(pause, randomUUID(), await personOf(db, ["admin"]))).toEqual({ ok: true });
    await db.write.updateTable("person").set({ disabled_at_ms: NOW }).where("id", "=", exam.proctorId).execute();
    expect(await exam.act({ kind: "resume", reason })).toEqual(refused);
    expect(await exam.kinds()).toEqual(["paused"]);
  });

  it("cannot be sent by a candidate's sign-in", async () => {
    const { db } = database();
    const exam = await runningExam(db);
    const tokenHash = randomUUID();
    await transact(db, (trx) =>
      insertSignIn(trx, { tokenHash, personId: exam.sample.personId, registrationId: exam.sample.registrationId, nowMs: NOW, expiresAtMs: NOW + 9_000_000, complete: true }),
    );
    const done = await exam.context.record({ attemptId: exam.attemptId, by: { tokenHash }, actId: randomUUID(), arrivedAtMs: AT, act: { kind: "extend", extensionMs: 600_000, reason } });
    expect(done).toMatchObject({ ok: false, reason: "not-your-sitting" });
    expect(await exam.kinds()).toEqual([]);
  });
});

onEachDatabase("the one write path", (database) => {
  it("answers a call once, although whoever is told of it fails", async () => {
    const exam = await runningExam(database().db);
    exam.context.queue.listen(() => {
      throw new Error("the feed is gone");
    });
    const call = { kind: "call", call: "question", actId: randomUUID() } as const;
    expect(await exam.server(call)).toMatchObject({ ok: true });
    expect(await exam.server(call)).toMatchObject({ ok: true });
    expect(await exam.kinds()).toEqual(["called"]);
    expect(exam.context.faults).toEqual(["a listener of the write path failed"]);
  });

  it("takes one identifier for one thing, whatever sends it again", async () => {
    const exam = await runningExam(database().db);
    const first = operation(1);
    const call = { kind: "call", call: "question", actId: first.opId } as const;
    const [saved, called] = await Promise.all([exam.server(saves(first)), exam.server(call)]);
    expect(saved).toMatchObject({ ok: true, outcome: { acknowledged: [first.opId] } });
    expect(called).toMatchObject({ ok: false, reason: "id-used" });
    expect(await exam.server(call)).toMatchObject({ ok: false, reason: "id-used" });

    const unwell = { kind: "call", call: "unwell", actId: randomUUID() } as const;
    const borrowed = saves(operation(2, { opId: unwell.actId }));
    const [, refused] = await Promise.all([exam.server(unwell), exam.server(borrowed)]);
    expect(refused).toMatchObject({ ok: true, outcome: { acknowledged: [], refused: [{ opId: unwell.actId, reason: "id-used" }] } });
    expect(await exam.server(borrowed)).toMatchObject({ ok: true, outcome: { refused: [{ opId: unwell.actId, reason: "id-used" }] } });
    expect(await exam.kinds()).toEqual(["operation", "called"]);
  });

  it("writes what belongs to an act with it, once, and nothing of an act that is refused", async () => {
    const { db } = database();
    const exam = await runningExam(db);
    const notes: string[] = [];
    const pause = (actId: string, note: string) =>
      exam.context.record({ attemptId: exam.attemptId, by: { personId: exam.proctorId }, actId, arrivedAtMs: AT, act: { kind: "pause", reason }, alongside: async () => void notes.push(note) });
    const actId = randomUUID();
    await pause(actId, "first");
    await pause(actId, "repeated");
    await pause(randomUUID(), "refused");
    expect(notes).toEqual(["first"]);
  });

  it("stores nothing of an act whose other rows cannot be written, and everything of those beside it", async () => {
    const { db } = database();
    const exam = await runningExam(db);
    const beside = await storeAttempt(db, await registerAnother(db, exam.sample));
    const done = await Promise.allSettled([
      exam.context.record({ attemptId: exam.attemptId, by: { personId: exam.proctorId }, actId: randomUUID(), arrivedAtMs: AT, act: { kind: "pause", reason }, alongside: () => Promise.reject(new Error("no room")) }),
      exam.context.record({ attemptId: beside, by: "server", arrivedAtMs: AT, act: saves(operation(1)) }),
    ]);
    expect(done.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(await exam.kinds()).toEqual([]);
    expect(await loadEvents(db.write, beside)).toHaveLength(5);
  });

  it("closes every expired attempt but the one whose log is broken, and nobody waits long for it", async () => {
    const { db } = database();
    const exam = await runningExam(db);
    const ids = [exam.attemptId];
    for (let count = 0; count < 5; count += 1) ids.push(await storeAttempt(db, await registerAnother(db, exam.sample)));
    // The projection says the log is shorter than it is: every append collides.
    await db.write.updateTable("attempt").set({ version: 2 }).where("id", "=", ids[2]!).execute();
    const done = await Promise.allSettled(ids.map((attemptId) => exam.context.record({ attemptId, by: "server", arrivedAtMs: NOW + LIMIT + 60_000, act: { kind: "time-out" } })));
    expect(done.map(({ status }) => status)).toEqual(ids.map((_, index) => (index === 2 ? "rejected" : "fulfilled")));
    const states = await Promise.all(ids.map(async (id) => (await loadAttempt(db.write, id))!.attempt.state));
    expect(states).toEqual(ids.map((_, index) => (index === 2 ? "active" : "timed-out")));
  });

  it("gives the same receipt at the hand-in, after late answers and on the page that keeps it", async () => {
    const { db } = database();
    const exam = await runningExam(db);
    const handedIn = await exam.server(saves(operation(1), operation(2, { kind: "submit", position: 0, value: null })));
    exam.pass(5_000);
    const late = await exam.server(saves(operation(3, { value: ["B"] })));
    const again = await exam.server({ kind: "start", request: { lease: 1 } });
    if (!handedIn.ok || handedIn.kind !== "operations" || !late.ok || late.kind !== "operations" || !again.ok || again.kind !== "started") throw new Error("not stored");
    expect(late.outcome.late).toHaveLength(1);
    expect(handedIn.receipt).toMatchObject({ eventCount: 4 + 3, answered: 1, closedAtMs: AT });
    expect(late.receipt).toEqual(handedIn.receipt);
    expect(again.started.receipt).toEqual(handedIn.receipt);
    const kept = await seeReceipt({ ...exam.context, actor: { ...exam.context.actor, personId: exam.sample.personId } }, exam.attemptId);
    expect(kept).toMatchObject({ ok: true, receipt: { entries: handedIn.receipt?.eventCount, fingerprint: handedIn.receipt?.chainHead, answered: 1 } });
  });
});

onEachDatabase("preparing an attempt", (database) => {
  const candidate = (sample: { personId: string; registrationId: string }) =>
    contextOf(database().db, { actor: { personId: sample.personId, roles: ["candidate"], registrationId: sample.registrationId } });

  it("gives one attempt with its content key to two requests of one moment, and to every later one", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const context = candidate(sample);
    const done = await Promise.all([false, true, false].map((again) => prepareAttempt(context, { again })));
    const ids = new Set(done.map((one) => one.ok && one.attempt.id));
    expect(ids.size).toBe(1);
    const [id] = [...ids] as [string];
    expect([...(await contentKeys(db.write, [id])).keys()]).toEqual([id]);
    expect(await prepareAttempt(context, { again: true })).toMatchObject({ ok: true, attempt: { id, number: 1, questions: 3, limitMs: LIMIT, graceMs: 30_000, state: "waiting" } });
    expect(await verifyAttempt(db.write, id)).toBeNull();
  });

  it("gives another practice attempt after the last was closed, when it is asked for; an exam has one for ever", async () => {
    const { db } = database();
    for (const practice of [true, false]) {
      const sample = await storeSample(db, 3, { practice });
      const id = await storeAttempt(db, sample);
      await append(db, id, [{ kind: "submitted", payload: { by: "candidate" }, serverTimeMs: NOW + 5 }]);
      const context = candidate(sample);
      expect(await prepareAttempt(context, { again: false })).toMatchObject({ ok: true, attempt: { id } });
      const again = await prepareAttempt(context, { again: true });
      expect(again).toMatchObject({ ok: true, attempt: practice ? { number: 2, state: "waiting" } : { id, number: 1 } });
      expect(await attemptsOfRegistrations(db.write, [sample.registrationId])).toHaveLength(practice ? 2 : 1);
    }
  });

  it("is refused without a registration, for a withdrawn one and for somebody else's", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const other = await registerAnother(db, sample);
    const none = { ok: false, reason: "no-registration" };
    expect(await prepareAttempt(contextOf(db, { actor: { personId: sample.personId } }), { again: false })).toEqual(none);
    const stolen = { kind: "prepare", registrationId: other.registrationId, again: false } as const;
    expect(await contextOf(db).record({ attemptId: randomUUID(), by: { registrationId: sample.registrationId }, arrivedAtMs: AT, act: stolen })).toMatchObject(none);
    await db.write.updateTable("registration").set({ withdrawn_at_ms: NOW }).where("id", "=", sample.registrationId).execute();
    expect(await prepareAttempt(candidate(sample), { again: false })).toEqual(none);
    expect(await attemptsOfRegistrations(db.write, [sample.registrationId, other.registrationId])).toEqual([]);
  });
});
