import { randomUUID } from "node:crypto";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { approveScoreRun } from "#app/usecases/board/approve-release.ts";
import { scoreSittingRun } from "#app/usecases/board/score-sitting.ts";
import { seeSitting, seeSittings } from "#app/usecases/board/see-sittings.ts";
import { transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { approvalsOf, findScoreRun, scoreRunsOfSitting, scoresOfRun } from "#db/score-runs.ts";
import { beforeAll, expect, it } from "vitest";
import { auditAbout, withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, registerAnother, responded, storeAttempt, storeSample } from "../db/support/sample.ts";

const LAST_START = NOW + 5_000;
const submitted: NewEvent = { kind: "submitted", payload: { by: "candidate" }, serverTimeMs: NOW + 9_000 };
const voided: NewEvent = { kind: "voided", payload: { by: "board" }, serverTimeMs: NOW + 9_500 };

onEachDatabase("the board", (database) => {
  const members = [randomUUID(), randomUUID()];
  beforeAll(async () => {
    for (const [index, id] of members.entries()) {
      await transact(database().db, (trx) => insertPerson(trx, { id, email: null, name: `Board ${index + 1}`, passwordHash: null, roles: ["board"], nowMs: NOW }));
    }
  });
  const board = (member = 0) => contextOf(database().db, { actor: { personId: members[member]!, roles: ["board"] } });
  /** An exam of three questions after its last start, in which B, B, C and, of another candidate, B were answered. */
  const sat = async () => {
    const { db } = database();
    const sample = await storeSample(db, 3, { practice: false, lastStartAtMs: LAST_START });
    const [two, one] = [await storeAttempt(db, sample), await storeAttempt(db, await registerAnother(db, sample))];
    await append(db, two, [responded(1, 1, ["B"]), responded(2, 2, ["B"]), responded(3, 3, ["C"]), submitted]);
    await append(db, one, [responded(1, 1, ["B"]), submitted]);
    return { ...sample, two, one };
  };
  const score = async (sittingId: string) => {
    const done = await scoreSittingRun(board(), { sittingId });
    if (!done.ok) throw new Error(done.reason);
    return done;
  };

  it("scores every closed attempt, adds each run beside the earlier ones, and keeps what it was computed from", async () => {
    const { db } = database();
    const { sittingId, two, one } = await sat();
    const first = await score(sittingId);
    expect(first).toEqual({ ok: true, scoreRunId: expect.any(String), number: 1, scored: 2 });
    const scores = await scoresOfRun(db.write, first.scoreRunId);
    expect(new Map(scores.map(({ attemptId, score: marks, maximum, outcome }) => [attemptId, [marks, maximum, outcome]]))).toEqual(
      new Map([
        [two, [2_000, 3_000, "pass"]],
        [one, [1_000, 3_000, "fail"]],
      ]),
    );
    const run = await findScoreRun(db.write, first.scoreRunId);
    expect(await auditAbout(db, first.scoreRunId)).toEqual([
      { kind: "score-run-created", by: members[0], payload: { sittingId, number: 1, basisHash: run?.basisHash, scored: 2 } },
    ]);
    const again = await Promise.all([score(sittingId), score(sittingId)]);
    expect(again.map(({ number }) => number).sort()).toEqual([2, 3]);
    expect(await scoresOfRun(db.write, first.scoreRunId)).toEqual(scores);
  });

  it("leaves out what was taken out of the exam, and scores nothing of a sitting with nothing in it", async () => {
    const { db } = database();
    const { sittingId, two, one } = await sat();
    await append(db, two, [voided]);
    expect((await scoresOfRun(db.write, (await score(sittingId)).scoreRunId)).map(({ attemptId }) => attemptId)).toEqual([one]);
    await append(db, one, [voided]);
    expect(await scoreSittingRun(board(), { sittingId })).toEqual({ ok: false, reason: "nothing-to-score" });
    expect(await scoreSittingRun(board(), { sittingId: randomUUID() })).toEqual({ ok: false, reason: "unknown-sitting" });
    expect(await scoreSittingRun(board(), { sittingId: (await storeSample(db)).sittingId })).toEqual({ ok: false, reason: "practice-releases-itself" });
  });

  it("stores no run without its scores, nor one that the audit log does not know", async () => {
    const { db } = database();
    const { sittingId } = await sat();
    for (const table of ["score", "audit_event"]) await expect(withoutTable(db, table, () => score(sittingId))).rejects.toThrow();
    expect(await scoreRunsOfSitting(db.write, sittingId)).toEqual([]);
  });

  it("releases with two persons, once, and the log keeps who", async () => {
    const { db } = database();
    const { scoreRunId } = await score((await sat()).sittingId);
    const approve = (member: number) => approveScoreRun(board(member), { scoreRunId });
    expect(await approve(0)).toEqual({ ok: true, released: false });
    expect(await approve(0)).toEqual({ ok: false, reason: "second-person-needed" });
    const twice = await Promise.all([approve(1), approve(1)]);
    expect(twice.filter(({ ok }) => ok)).toEqual([{ ok: true, released: true }]);
    expect(twice.filter(({ ok }) => !ok)).toEqual([{ ok: false, reason: "already-released" }]);
    expect(await approve(0)).toEqual({ ok: false, reason: "already-released" });
    expect((await auditAbout(db, scoreRunId)).slice(1).map(({ kind, by }) => [kind, by])).toEqual([
      ["release-approved", members[0]],
      ["release-approved", members[1]],
      ["results-released", members[1]],
    ]);
    expect((await findScoreRun(db.write, scoreRunId))?.releasedAtMs).toBe(NOW + 10_000);
  });

  it("releases with two persons who press at once", async () => {
    const { scoreRunId } = await score((await sat()).sittingId);
    const done = await Promise.all([0, 1].map((member) => approveScoreRun(board(member), { scoreRunId })));
    expect(done.map((one) => one.ok && one.released).sort()).toEqual([false, true]);
    expect(await approvalsOf(database().db.write, scoreRunId)).toHaveLength(2);
  });

  it("cannot release what does not exist, has a newer run beside it, or was computed from another pass mark or key", async () => {
    const { db } = database();
    const { sittingId, formId, versionIds } = await sat();
    const refusal = async (scoreRunId: string) => approveScoreRun(board(), { scoreRunId });
    expect(await refusal(randomUUID())).toEqual({ ok: false, reason: "unknown-score-run" });
    const first = await score(sittingId);
    const second = await score(sittingId);
    expect(await refusal(first.scoreRunId)).toEqual({ ok: false, reason: "newer-score-run-exists" });

    const forms = () => db.write.updateTable("form").where("id", "=", formId);
    await forms().set({ pass_mark: 1 }).execute();
    expect(await refusal(second.scoreRunId)).toEqual({ ok: false, reason: "score-run-outdated" });
    await forms().set({ pass_mark: 2 }).execute();
    await db.write.insertInto("item_key").values({ item_version_id: versionIds[0]!, number: 2, correct: '["C"]', tolerance: null, reason: "re-keyed", created_by: null, created_at_ms: NOW }).execute();
    expect(await refusal(second.scoreRunId)).toEqual({ ok: false, reason: "score-run-outdated" });
    expect(await approvalsOf(db.write, second.scoreRunId)).toEqual([]);
    expect(await refusal((await score(sittingId)).scoreRunId)).toEqual({ ok: true, released: false });
  });

  it("has not approved what could not be kept, and can do it again", async () => {
    const { db } = database();
    const { scoreRunId } = await score((await sat()).sittingId);
    const approve = (member: number) => approveScoreRun(board(member), { scoreRunId });
    await expect(withoutTable(db, "audit_event", () => approve(0))).rejects.toThrow();
    expect(await approvalsOf(db.write, scoreRunId)).toEqual([]);
    await approve(0);
    await expect(withoutTable(db, "audit_event", () => approve(1))).rejects.toThrow();
    expect((await findScoreRun(db.write, scoreRunId))?.releasedAtMs).toBeNull();
    expect(await approve(1)).toEqual({ ok: true, released: true });
  });

  it("sees a sitting's runs with who approved them, and scores under numbers that name nobody", async () => {
    const { db } = database();
    const { sittingId, formId } = await sat();
    const { scoreRunId } = await score(sittingId);
    const newest = await score(sittingId);
    await approveScoreRun(board(0), { scoreRunId: newest.scoreRunId });
    const seen = await seeSitting(board(1), sittingId);
    if (!seen.ok) throw new Error(seen.reason);
    expect(seen.detail).toMatchObject({
      form: { title: "Form", passMark: 2, intact: true, questions: 3 },
      attempts: { waiting: 0, live: 0, closed: 2 },
      runs: [
        { id: newest.scoreRunId, number: 2, createdByName: "Board 1", passed: 1, failed: 1, approvals: [{ name: "Board 1", mine: false }] },
        { id: scoreRunId, number: 1, approvals: [] },
      ],
      release: { against: [], startsUntilMs: null },
      scores: [
        { opaque: 1, score: 2_000, maximum: 3_000, outcome: "pass" },
        { opaque: 2, score: 1_000, maximum: 3_000, outcome: "fail" },
      ],
    });
    for (const secret of ["Maja Lindqvist", "Another", "attemptId"]) expect(JSON.stringify(seen)).not.toContain(secret);
    expect(await seeSitting(board(0), sittingId)).toMatchObject({ detail: { runs: [{ approvals: [{ mine: true }] }, {}] } });
    await db.write.updateTable("form").set({ limit_seconds: 60 }).where("id", "=", formId).execute();
    expect(await seeSitting(board(0), sittingId)).toMatchObject({ detail: { form: { intact: false } } });
    expect(await seeSitting(board(0), randomUUID())).toEqual({ ok: false, reason: "unknown-sitting" });
  });

  it("sees every exam with how far it has come, and no practice", async () => {
    const { db } = database();
    const practice = await storeSample(db);
    const { sittingId } = await sat();
    const running = await storeSample(db, 1, { practice: false });
    await storeAttempt(db, running);
    const { scoreRunId } = await score(sittingId);
    for (const member of [0, 1]) await approveScoreRun(board(member), { scoreRunId });
    const rows = new Map((await seeSittings(board())).map(({ sitting, ...facts }) => [sitting.id, facts]));
    expect(rows.has(practice.sittingId)).toBe(false);
    expect(rows.get(sittingId)).toEqual({ attempts: 2, closed: 2, runs: 1, released: true });
    expect(rows.get(running.sittingId)).toEqual({ attempts: 1, closed: 0, runs: 0, released: false });
  });
});
