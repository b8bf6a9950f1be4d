import { randomUUID } from "node:crypto";
import { actOnAttempt } from "#app/usecases/proctor/act-on-attempt.ts";
import { watchedSittings, watchSitting } from "#app/usecases/proctor/watch-sitting.ts";
import { loadAttempt, loadEvents } from "#db/attempts.ts";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { storePresence } from "#db/presence.ts";
import { assignProctor } from "#db/sittings.ts";
import { verifyAttempt } from "#db/verify.ts";
import { expect, it } from "vitest";
import { withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, registerAnother, responded, storeAttempt, storeSample, visited } from "../db/support/sample.ts";

const LIMIT = 1_800_000;
const AT = NOW + 10_000;

/** A proctor of these sittings (or somebody of `roles`), and a server at ten seconds after the start. */
async function proctorOf(db: Db, sittingIds: string[], roles = ["proctor"]) {
  const personId = randomUUID();
  await transact(db, async (trx) => {
    await insertPerson(trx, { id: personId, email: null, name: "Aoife Brennan", passwordHash: null, roles, nowMs: NOW });
    for (const id of sittingIds) await assignProctor(trx, id, personId);
  });
  return contextOf(db, { now: () => AT, actor: { personId, roles } });
}

onEachDatabase("a proctor's list", (database) => {
  it("shows where each candidate stands, and never an answer, a score or a key", async () => {
    const { db } = database();
    const sample = await storeSample(db, 3, { practice: false });
    const waiting = await registerAnother(db, sample);
    const attemptId = await storeAttempt(db, sample);
    await append(db, attemptId, [visited(1, 2), responded(2, 2, ["D"]), responded(3, 2, [], "a private note")]);
    await transact(db, (trx) => storePresence(trx, [{ attemptId, seenAtMs: NOW + 9_000, lease: 1, waiting: 4, oldestWaitingMs: 2_000, position: 2, visible: true, fullScreen: true, rttMs: 20, build: "b" }]));
    const seen = await watchSitting(await proctorOf(db, [sample.sittingId]), sample.sittingId);
    if (!seen.ok) throw new Error(seen.reason);
    expect(seen).toMatchObject({ sitting: { id: sample.sittingId }, serverTimeMs: AT, isRunning: true });
    expect(seen.candidates.find(({ registrationId }) => registrationId === sample.registrationId)).toMatchObject({
      attemptId, name: "Maja Lindqvist", state: "active", position: 2, answered: 1, flagged: 0, questions: 3,
      timeLeftMs: LIMIT - 10_000, lastSeenMs: NOW + 9_000, waiting: 4, otherBuild: false, lease: 1, rulesAccepted: false,
    });
    expect(seen.candidates.find(({ registrationId }) => registrationId === waiting.registrationId)).toMatchObject({
      attemptId: null, state: "not-here", position: null, answered: 0, questions: 3, timeLeftMs: null, lastSeenMs: null, otherBuild: false, lease: 0,
    });
    expect(new Set(seen.candidates.map(({ actId }) => actId)).size).toBe(2);
    for (const secret of ["private note", '"D"', "correct", "Secret"]) expect(JSON.stringify(seen)).not.toContain(secret);
  });

  it("tells a page of another build than the server's from one of the same and from one that does not say", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const attemptId = await storeAttempt(db, sample);
    const proctor = await proctorOf(db, [sample.sittingId]);
    for (const [build, otherBuild] of [["a", true], [proctor.build.id, false], [null, false]] as const) {
      await transact(db, (trx) => storePresence(trx, [{ attemptId, seenAtMs: NOW, lease: 1, waiting: 0, oldestWaitingMs: 0, position: 1, visible: true, fullScreen: true, rttMs: 20, build }]));
      expect(await watchSitting(proctor, sample.sittingId)).toMatchObject({ candidates: [{ attemptId, otherBuild }] });
    }
  });

  it("holds the sittings they are in charge of, an administrator's all, and nobody else's any", async () => {
    const { db } = database();
    const [mine, other] = [await storeSample(db), await storeSample(db)];
    const idsSeenBy = async (context: Awaited<ReturnType<typeof proctorOf>>) => (await watchedSittings(context)).map(({ id }) => id);
    const proctor = await proctorOf(db, [mine.sittingId]);
    expect(await idsSeenBy(proctor)).toEqual([mine.sittingId]);
    expect(await idsSeenBy(await proctorOf(db, []))).toEqual([]);
    const admin = await proctorOf(db, [], ["admin"]);
    expect(await idsSeenBy(admin)).toEqual(expect.arrayContaining([mine.sittingId, other.sittingId]));
    const refused = { ok: false, reason: "not-your-sitting" };
    expect(await watchSitting(proctor, other.sittingId)).toEqual(refused);
    expect(await watchSitting(proctor, randomUUID())).toEqual(refused);
    expect(await watchSitting(admin, randomUUID())).toEqual(refused);
    expect(await watchSitting(admin, other.sittingId)).toMatchObject({ ok: true });
    await db.write.deleteFrom("sitting_proctor").where("person_id", "=", proctor.actor.personId).execute();
    expect(await watchSitting(proctor, mine.sittingId)).toEqual(refused);
  });

  it("gives the identifier of the next act, with which a page that is sent twice acts once", async () => {
    const { db } = database();
    const sample = await storeSample(db, 3, { practice: false, admits: "proctor" });
    const attemptId = await storeAttempt(db, sample, NOW, "prepared");
    const proctor = await proctorOf(db, [sample.sittingId]);
    const seen = await watchSitting(proctor, sample.sittingId);
    const actId = seen.ok ? seen.candidates[0]!.actId : "";
    const admit = { attemptId, actId, act: { kind: "admit", reason: "identity card seen" } } as const;
    expect([await actOnAttempt(proctor, admit), await actOnAttempt(proctor, admit)]).toEqual([{ ok: true }, { ok: true }]);
    expect((await loadEvents(db.write, attemptId)).map(({ kind }) => kind)).toEqual(["prepared", "admitted"]);
    expect(await watchSitting(proctor, sample.sittingId)).toMatchObject({ isRunning: false, candidates: [{ state: "admitted" }] });
  });
});

onEachDatabase("an act of a proctor", (database) => {
  const exam = async (upTo: "prepared" | "started" = "started") => {
    const { db } = database();
    const sample = await storeSample(db, 3, { practice: false });
    const attemptId = await storeAttempt(db, sample, NOW, upTo);
    const proctor = await proctorOf(db, [sample.sittingId]);
    return { db, attemptId, act: (act: Parameters<typeof actOnAttempt>[1]["act"]) => actOnAttempt(proctor, { attemptId, actId: randomUUID(), act }), proctor };
  };
  const reason = "the network of the site was down";

  it("needs a reason of at most 500 characters and an identifier, and an attempt that exists", async () => {
    const { db, attemptId, act, proctor } = await exam();
    expect(await act({ kind: "pause", reason: "  " })).toEqual({ ok: false, reason: "reason-needed" });
    expect(await act({ kind: "pause", reason: "x".repeat(501) })).toEqual({ ok: false, reason: "reason-too-long" });
    expect(await actOnAttempt(proctor, { attemptId, actId: "not an id!", act: { kind: "pause", reason } })).toEqual({ ok: false, reason: "id-missing" });
    expect(await actOnAttempt(proctor, { attemptId: randomUUID(), actId: randomUUID(), act: { kind: "pause", reason } })).toEqual({ ok: false, reason: "not-your-sitting" });
    expect(await loadEvents(db.write, attemptId)).toHaveLength(4);
  });

  it("is refused where the state of the attempt has no place for it", async () => {
    const waiting = await exam("prepared");
    for (const kind of ["pause", "terminate"] as const) expect(await waiting.act({ kind, reason })).toEqual({ ok: false, reason: "not-running" });
    expect(await waiting.act({ kind: "resume", reason })).toEqual({ ok: false, reason: "not-paused" });
    const running = await exam();
    expect(await running.act({ kind: "admit", reason })).toEqual({ ok: false, reason: "already-admitted" });
    expect(await running.act({ kind: "resume", reason })).toEqual({ ok: false, reason: "not-paused" });
    for (const extensionMs of [0, -60_000, 0.5, Number.NaN]) expect(await running.act({ kind: "extend", extensionMs, reason })).toMatchObject({ ok: false });
    expect(await running.act({ kind: "terminate", reason })).toEqual({ ok: true });
    for (const kind of ["admit", "release-seat"] as const) expect(await running.act({ kind, reason })).toEqual({ ok: false, reason: "closed" });
    expect(await loadEvents(running.db.write, running.attemptId)).toHaveLength(5);
  });

  it("is stored whole or not at all, and can be sent again", async () => {
    const { db, attemptId, proctor } = await exam();
    const pause = { attemptId, actId: randomUUID(), act: { kind: "pause", reason } } as const;
    await expect(withoutTable(db, "event_text", () => actOnAttempt(proctor, pause))).rejects.toThrow();
    expect(await loadEvents(db.write, attemptId)).toHaveLength(4);
    expect((await loadAttempt(db.write, attemptId))?.attempt.state).toBe("active");
    expect(await actOnAttempt(proctor, pause)).toEqual({ ok: true });
    expect((await loadEvents(db.write, attemptId)).at(-1)).toMatchObject({ kind: "paused", text: reason, payload: { by: proctor.actor.personId, actId: pause.actId } });
    expect(await verifyAttempt(db.write, attemptId)).toBeNull();
  });
});
