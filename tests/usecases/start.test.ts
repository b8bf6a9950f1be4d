import { randomUUID } from "node:crypto";
import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import type { SubmittedAct } from "#app/usecases/attempt/act.ts";
import { prepareAttempt } from "#app/usecases/candidate/prepare-attempt.ts";
import { actOnAttempt } from "#app/usecases/proctor/act-on-attempt.ts";
import { contentKeys, loadEvents } from "#db/attempts.ts";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { assignProctor } from "#db/sittings.ts";
import { verifyAttempt } from "#db/verify.ts";
import { expect, it } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW, storeSample } from "../db/support/sample.ts";

const OPENS = NOW + 60_000;
const LAST_START = NOW + 120_000;
const reason = "the network of the site was down";

/** A candidate of an exam a minute before it opens, with a prepared attempt, and its proctor; `pass` lets time go by. */
async function beforeTheStart(db: Db) {
  const sample = await storeSample(db, 3, { practice: false, admits: "proctor", opensAtMs: OPENS, lastStartAtMs: LAST_START });
  const [proctorId, tokenHash] = [randomUUID(), randomUUID()];
  await transact(db, async (trx) => {
    await insertPerson(trx, { id: proctorId, email: null, name: "Aoife Brennan", passwordHash: null, roles: ["proctor", "board"], nowMs: NOW });
    await assignProctor(trx, sample.sittingId, proctorId);
    await insertSignIn(trx, { tokenHash, personId: sample.personId, registrationId: sample.registrationId, nowMs: NOW, expiresAtMs: NOW + 9_000_000, complete: true });
  });
  let time = NOW;
  const context = contextOf(db, { now: () => time, actor: { personId: sample.personId, registrationId: sample.registrationId } });
  const prepared = await prepareAttempt(context, { again: false });
  if (!prepared.ok) throw new Error(prepared.reason);
  const attemptId = prepared.attempt.id;
  const candidate = (act: SubmittedAct["act"]) => context.record({ attemptId, by: { tokenHash }, arrivedAtMs: time, act });
  return {
    attemptId,
    pass: (milliseconds: number) => void (time += milliseconds),
    candidate,
    start: (lease = 1) => candidate({ kind: "start", request: { lease } }),
    sit: (browserId = "browser-one", expectedLease = 0) => candidate({ kind: "take-over", request: { browserId, expectedLease } }),
    accept: (version: string = rules.version) => candidate({ kind: "rules", version }),
    staff: (act: Parameters<typeof actOnAttempt>[1]["act"]) => actOnAttempt({ ...context, actor: { ...context.actor, personId: proctorId } }, { attemptId, actId: randomUUID(), act }),
    kinds: async () => (await loadEvents(db.write, attemptId)).map(({ kind }) => kind),
  };
}

onEachDatabase("the start of an exam", (database) => {
  it("needs a seat, the rules in force, a proctor's word and the hour, and says which is missing; then it gives the key once it is due", async () => {
    const { db } = database();
    const exam = await beforeTheStart(db);
    const refused = (why: string) => ({ ok: false, reason: why });
    expect(await exam.start()).toMatchObject(refused("unknown-lease"));
    expect(await exam.start(0)).toMatchObject(refused("seat-taken"));
    expect(await exam.sit()).toMatchObject({ ok: true, clock: { lease: 1 } });
    expect(await exam.start()).toMatchObject(refused("rules-not-accepted"));
    expect(await exam.accept("2020-01-01")).toMatchObject(refused("rules-changed"));
    expect(await exam.accept()).toMatchObject({ ok: true });
    expect(await exam.start()).toMatchObject(refused("not-admitted"));
    expect(await exam.staff({ kind: "admit", reason })).toEqual({ ok: true });
    expect(await exam.start()).toMatchObject(refused("not-open-yet"));
    expect(await exam.kinds()).toEqual(["prepared", "seat-taken", "rules-accepted", "admitted"]);

    exam.pass(60_000);
    const started = await exam.start();
    const key = (await contentKeys(db.write, [exam.attemptId])).get(exam.attemptId)?.get(1);
    expect(started).toMatchObject({ ok: true, kind: "started", started: { contentKey: key, order: [1, 2, 3], responses: [], submittedAtMs: null, receipt: null } });
    expect(key).toMatch(/^[\w+/]{43}=$/);
    expect(await exam.start()).toEqual(started);
    expect(await exam.accept()).toMatchObject({ ok: true });
    expect(await exam.kinds()).toEqual(["prepared", "seat-taken", "rules-accepted", "admitted", "started"]);
    expect(await verifyAttempt(db.write, exam.attemptId)).toBeNull();
  });

  it("is over after the last start, and its last millisecond counts", async () => {
    const { db } = database();
    for (const [late, answer] of [[0, { ok: true }], [1, { ok: false, reason: "last-start-passed" }]] as const) {
      const exam = await beforeTheStart(db);
      await exam.sit();
      await exam.accept();
      await exam.staff({ kind: "admit", reason });
      exam.pass(120_000 + late);
      expect(await exam.start()).toMatchObject(answer);
      expect((await exam.kinds()).includes("started")).toBe(answer.ok);
    }
  });

  it("is not given to a second browser, whose try is kept in the log", async () => {
    const { db } = database();
    const exam = await beforeTheStart(db);
    await exam.sit();
    expect(await exam.sit("browser-two", 0)).toMatchObject({ ok: false, reason: "lease-moved" });
    expect(await exam.sit("browser-two", 1)).toMatchObject({ ok: false, reason: "seat-not-released" });
    expect(await exam.kinds()).toEqual(["prepared", "seat-taken", "seat-refused"]);
  });

  it("comes back with time only, of a length that can be meant, and what was taken out of the exam stays out", async () => {
    const { db } = database();
    const exam = await beforeTheStart(db);
    await exam.sit();
    await exam.accept();
    await exam.staff({ kind: "admit", reason });
    exam.pass(60_000);
    await exam.start();
    const outOfRange = { ok: false, reason: "extension-out-of-range" };
    for (const extensionMs of [0, 999, -60_000, 1_000.5, 4 * 3_600_000 + 1]) expect(await exam.staff({ kind: "extend", extensionMs, reason })).toEqual(outOfRange);
    exam.pass(1_800_000 + 60_000);
    await exam.candidate({ kind: "time-out" });
    expect(await exam.staff({ kind: "reopen", extraMs: 0, reason })).toEqual({ ok: false, reason: "reopen-without-time" });
    expect(await exam.staff({ kind: "reopen", extraMs: -1, reason })).toEqual(outOfRange);
    expect(await exam.staff({ kind: "void", reason })).toEqual({ ok: true });
    expect(await exam.staff({ kind: "void", reason })).toEqual({ ok: false, reason: "already-voided" });
    expect((await exam.kinds()).slice(5)).toEqual(["timed-out", "voided"]);
    expect(await verifyAttempt(db.write, exam.attemptId)).toBeNull();
  });
});
