import { randomUUID } from "node:crypto";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { approveScoreRun } from "#app/usecases/board/approve-release.ts";
import { scoreSittingRun } from "#app/usecases/board/score-sitting.ts";
import { seeSitting } from "#app/usecases/board/see-sittings.ts";
import type { ActorContext } from "#app/usecases/context.ts";
import { insertPerson } from "#db/people.ts";
import { approvalsOf, findScoreRun } from "#db/score-runs.ts";
import { beforeAll, expect, it } from "vitest";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, registerAnother, responded, storeAttempt, storeSample } from "../db/support/sample.ts";

const LAST_START = NOW + 60_000;
const submitted = (): NewEvent => ({ kind: "submitted", payload: { by: "candidate" }, serverTimeMs: NOW + 9_000 });

onEachDatabase("the release of results", (database) => {
  const members = [randomUUID(), randomUUID()];
  beforeAll(async () => {
    for (const id of members) await insertPerson(database().db.write, { id, email: null, name: `Board ${id}`, passwordHash: null, roles: ["board"], nowMs: NOW });
  });
  const board = (member = 0, nowMs = NOW + 10_000) =>
    ({
      db: database().db,
      now: () => nowMs,
      newId: () => randomUUID(),
      actor: { personId: members[member]!, name: "", roles: ["board"], registrationId: null },
    }) as unknown as ActorContext;
  const approve = (scoreRunId: string, member?: number, nowMs?: number) => approveScoreRun(board(member, nowMs), { scoreRunId });
  const score = async (sittingId: string) => {
    const done = await scoreSittingRun(board(), { sittingId });
    if (!done.ok) throw new Error(done.reason);
    return done.scoreRunId;
  };
  /** A sitting in which one candidate has handed in and another is registered. */
  const sitting = async () => {
    const { db } = database();
    const sample = await storeSample(db, 3, { practice: false, lastStartAtMs: LAST_START });
    const finished = await storeAttempt(db, sample);
    await append(db, finished, [responded(1, 1, ["B"]), submitted()]);
    return { ...sample, finished, another: await registerAnother(db, sample) };
  };

  it("is shut while somebody who has not come may still start, and open after the last start, whoever has not come", async () => {
    const { sittingId, another } = await sitting();
    const run = await score(sittingId);
    const against = [{ candidateNumber: another.candidateNumber, state: "not-here", why: "still-open" }];
    expect(await seeSitting(board(), sittingId)).toMatchObject({ ok: true, detail: { release: { against, startsUntilMs: LAST_START } } });
    expect(await approve(run)).toEqual({ ok: false, reason: "release-while-open", against });
    expect(await seeSitting(board(0, LAST_START + 1), sittingId)).toMatchObject({ ok: true, detail: { release: { against: [], startsUntilMs: null } } });
    expect(await approve(run, 0, LAST_START + 1)).toEqual({ ok: true, released: false });
    expect(await approve(run, 1, LAST_START + 1)).toEqual({ ok: true, released: true });
  });

  it("waits for nobody who has withdrawn, and needs no last start when everybody has ended", async () => {
    const { db } = database();
    const { sittingId, another } = await sitting();
    await db.write.updateTable("registration").set({ withdrawn_at_ms: NOW }).where("id", "=", another.registrationId).execute();
    const run = await score(sittingId);
    expect(await approve(run)).toEqual({ ok: true, released: false });
  });

  it("is refused while somebody writes, with the candidate's number, and nothing is approved", async () => {
    const { db } = database();
    const { sittingId, another } = await sitting();
    const run = await score(sittingId);
    const running = await storeAttempt(db, another);
    const against = [{ candidateNumber: another.candidateNumber, state: "active", why: "still-open" }];
    expect(await approve(run)).toEqual({ ok: false, reason: "release-while-open", against });
    expect(await seeSitting(board(), sittingId)).toMatchObject({ ok: true, detail: { release: { against } } });
    expect(await scoreSittingRun(board(), { sittingId })).toEqual({ ok: false, reason: "sitting-still-live", against });
    expect(await approvalsOf(db.write, run)).toEqual([]);

    await append(db, running, [submitted()]);
    expect(await approve(run)).toMatchObject({ reason: "release-while-unscored", against: [{ candidateNumber: another.candidateNumber, state: "submitted", why: "not-in-run" }] });
    const again = await score(sittingId);
    expect(await approve(again)).toEqual({ ok: true, released: false });
  });

  it("is refused while somebody waits who may still start, and open when the last start has passed", async () => {
    const { sittingId, another } = await sitting();
    await storeAttempt(database().db, another, NOW, "admitted");
    const run = await score(sittingId);
    expect(await approve(run, 0, LAST_START)).toMatchObject({ reason: "release-while-open", against: [{ state: "admitted", why: "still-open" }] });
    expect(await approve(run, 0, LAST_START + 1)).toEqual({ ok: true, released: false });
    expect(await seeSitting(board(0, LAST_START + 1), sittingId)).toMatchObject({ ok: true, detail: { release: { against: [], startsUntilMs: null } } });
  });

  it("is refused when a log has changed since it was scored, also between the two approvals", async () => {
    const { db } = database();
    const { sittingId, finished } = await sitting();
    const run = await score(sittingId);
    expect(await approve(run, 0, LAST_START + 1)).toEqual({ ok: true, released: false });
    await append(db, finished, [{ kind: "voided", payload: { by: "board" }, serverTimeMs: NOW + 11_000 }]);
    expect(await approve(run, 1, LAST_START + 1)).toMatchObject({ reason: "release-while-unscored", against: [{ state: "voided", why: "not-in-run" }] });
    expect((await findScoreRun(db.write, run))?.releasedAtMs).toBeNull();
  });
});
