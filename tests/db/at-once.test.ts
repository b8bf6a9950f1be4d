import { randomUUID } from "node:crypto";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import type { Operation } from "#app/exam/attempt/protocol.ts";
import { addPerson } from "#app/usecases/admin/add-person.ts";
import { approveScoreRun } from "#app/usecases/board/approve-release.ts";
import { scoreSittingRun } from "#app/usecases/board/score-sitting.ts";
import { prepareAttempt } from "#app/usecases/candidate/prepare-attempt.ts";
import type { Actor } from "#app/usecases/context.ts";
import { registerCandidate } from "#app/usecases/office/register-candidate.ts";
import { reissueCode } from "#app/usecases/office/reissue-code.ts";
import { actOnAttempt } from "#app/usecases/proctor/act-on-attempt.ts";
import { auditEvents } from "#db/audit.ts";
import { appendCheckpoint, loadCheckpoints } from "#db/checkpoints.ts";
import { attemptsOfRegistrations, loadEvents } from "#db/attempts.ts";
import { transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { approvalsOf, findScoreRun, scoreRunsOfSitting } from "#db/score-runs.ts";
import { assignProctor, registrationsOfSitting } from "#db/sittings.ts";
import { verifyAttempt, verifyAuditChain, verifySitting } from "#db/verify.ts";
import { expect, it } from "vitest";
import { contextOf } from "./support/context.ts";
import { onEachDatabase } from "./support/databases.ts";
import { append, NOW, registerAnother, responded, storeAttempt, storeSample } from "./support/sample.ts";

const submitted = (): NewEvent => ({ kind: "submitted", payload: { by: "candidate" }, serverTimeMs: NOW + 9_000 });
const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** SQLite runs writing transactions one after the other; PostgreSQL must end in the same state when they run at once. */
onEachDatabase("acts at the same moment", (database) => {
  const actor = (personId: string, change: Partial<Actor> = {}) => contextOf(database().db, { actor: { personId, ...change } });
  const person = async (role: string) => {
    const id = randomUUID();
    await transact(database().db, (trx) => insertPerson(trx, { id, email: null, name: `${role} ${id}`, passwordHash: null, roles: [role], nowMs: NOW }));
    return id;
  };
  const audited = async () => (await auditEvents(database().db.write, 0, 10_000)).length;

  it("are all audited, in one chain", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const before = await audited();
    const office = await person("office");
    const done = await times(12, () => reissueCode(actor(office), { registrationId: sample.registrationId, reason: "letter lost" }));
    expect(done.every(({ ok }) => ok)).toBe(true);
    expect(await audited()).toBe(before + 12);
    expect(await verifyAuditChain(db.write)).toBeNull();
  });

  it("register different people with different numbers, and one person once", async () => {
    const { db } = database();
    const { sittingId } = await storeSample(db, 1, { practice: false });
    const office = await person("office");
    const done = await times(8, () => registerCandidate(actor(office), { sittingId, name: `Candidate ${randomUUID()}`, email: `${randomUUID()}@example.org` }));
    expect(done.map((one) => (one.ok ? "registered" : one.reason))).toEqual(Array.from({ length: 8 }, () => "registered"));
    expect(new Set(done.map((one) => one.ok && one.candidateNumber)).size).toBe(8);

    const personId = await person("candidate");
    const { name } = (await db.write.selectFrom("person").select("name").where("id", "=", personId).executeTakeFirst())!;
    const same = await times(4, () => registerCandidate(actor(office), { sittingId, name, email: null, identity: { samePerson: personId, differentFrom: [] } }));
    expect(same.map((one) => (one.ok ? "registered" : one.reason)).sort()).toEqual(["registered", "registered-already", "registered-already", "registered-already"]);

    const email = `${randomUUID()}@example.org`;
    const twice = await times(2, (index) => registerCandidate(actor(office), { sittingId, name: `Candidate ${index} ${email}`, email }));
    expect(twice.map((one) => (one.ok ? "registered" : one.reason)).sort()).toEqual(["email-known", "registered"]);
    const registrations = await registrationsOfSitting(db.write, sittingId);
    expect(registrations).toHaveLength(1 + 8 + 1 + 1);
    expect(await verifyAuditChain(db.write)).toBeNull();
  });

  it("add one person of an address, and say to the other that it is in use", async () => {
    const email = `${randomUUID()}@example.org`;
    const done = await times(3, () => addPerson(actor("admin"), { email, name: "One", roles: ["author"], password: null }));
    expect(done.map((one) => (one.ok ? "added" : one.reason)).sort()).toEqual(["added", "email-in-use", "email-in-use"]);
  });

  it("give one attempt to a candidate with two tabs", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const candidate = () => actor(sample.personId, { roles: ["candidate"], registrationId: sample.registrationId });
    const done = await times(5, () => prepareAttempt(candidate(), { again: false }));
    expect(new Set(done.map((one) => one.ok && one.attempt.id)).size).toBe(1);
    expect(await attemptsOfRegistrations(db.write, [sample.registrationId])).toHaveLength(1);
  });

  it("of a proctor and a candidate stand side by side in the log", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const proctor = await person("proctor");
    await transact(db, (trx) => assignProctor(trx, sample.sittingId, proctor));
    const ids = await times(10, async () => storeAttempt(db, await registerAnother(db, sample)));
    const visit = (seq: number): Operation => ({ opId: randomUUID(), seq, position: 1, kind: "visit", value: null, lastServerTimeMs: 0, elapsedMs: 0 });
    const save = (attemptId: string, seq: number) =>
      actor("").record({ attemptId, by: "server", arrivedAtMs: NOW + 1_000, act: { kind: "operations", request: { lease: 1, operations: [visit(seq)] } } });
    const done = await Promise.all(
      ids.flatMap((attemptId) => [
        save(attemptId, 1),
        actOnAttempt(actor(proctor), { attemptId, actId: randomUUID(), act: { kind: "release-seat", reason: "screen broke" } }),
        save(attemptId, 2),
      ]),
    );
    expect(done.every(({ ok }) => ok)).toBe(true);
    for (const id of ids) {
      expect((await loadEvents(db.write, id)).slice(4).map(({ kind }) => kind).sort()).toEqual(["operation", "operation", "seat-released"]);
      expect(await verifyAttempt(db.write, id)).toBeNull();
    }
  });

  it("count up score runs, and two approvals release though each came first", async () => {
    const { db } = database();
    const sample = await storeSample(db, 3, { practice: false, lastStartAtMs: NOW });
    const id = await storeAttempt(db, sample);
    await append(db, id, [responded(1, 1, ["B"]), submitted()]);
    const members = [await person("board"), await person("board"), await person("board")];
    const runs = await times(3, (index) => scoreSittingRun(actor(members[index]!), { sittingId: sample.sittingId }));
    expect(runs.map((one) => one.ok && one.number).sort()).toEqual([1, 2, 3]);

    const newest = (await scoreRunsOfSitting(db.write, sample.sittingId)).at(-1)!;
    const approved = await times(2, (index) => approveScoreRun(actor(members[index]!), { scoreRunId: newest.id }));
    expect(approved.map((one) => one.ok && one.released).sort()).toEqual([false, true]);
    expect(await approvalsOf(db.write, newest.id)).toHaveLength(2);
    expect((await findScoreRun(db.write, newest.id))!.releasedAtMs).not.toBeNull();
  });

  it("never release a run over a log that changes in the same moment", async () => {
    const { db } = database();
    const board = [await person("board"), await person("board")];
    for (let round = 0; round < 8; round += 1) {
      const sample = await storeSample(db, 3, { practice: false, lastStartAtMs: NOW });
      const id = await storeAttempt(db, sample);
      await append(db, id, [responded(1, 1, ["B"]), submitted()]);
      const run = await scoreSittingRun(actor(board[0]!), { sittingId: sample.sittingId });
      if (!run.ok) throw new Error(run.reason);
      await approveScoreRun(actor(board[0]!), { scoreRunId: run.scoreRunId });
      const changed: NewEvent = { kind: "called", payload: { call: "question" }, serverTimeMs: NOW + 10_000 };
      const [approval] = await Promise.all([approveScoreRun(actor(board[1]!), { scoreRunId: run.scoreRunId }), append(db, id, [changed])]);
      // Either it was released before the change, or the change was seen: in both the order of commits explains it.
      const { releasedAtMs } = (await findScoreRun(db.write, run.scoreRunId))!;
      expect(releasedAtMs !== null).toBe(approval.ok);
    }
  });

  it("append each checkpoint once", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    await storeAttempt(db, sample);
    const key = new Uint8Array(32);
    const done = await times(4, () => transact(db, (trx) => appendCheckpoint(trx, sample.sittingId, key, NOW)));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await loadCheckpoints(db.write, sample.sittingId)).toHaveLength(1);
    expect(await verifySitting(db.write, sample.sittingId, key)).toBeNull();
  });
});
