import { randomUUID } from "node:crypto";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { rowOfAttempt } from "#db/attempt-rows.ts";
import { loadAttempt } from "#db/attempts.ts";
import { transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import {
  approvalsOf,
  candidatesBesideRun,
  findScoreRun,
  insertApproval,
  insertScoreRun,
  markReleased,
  releasedAttempts,
  releasedScore,
  scoreRunsOfSitting,
  scoresOfRun,
  type Score,
} from "#db/score-runs.ts";
import { finalAnswers } from "#db/scoring.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { append, NOW, registerAnother, responded, storeAttempt, storeSample, type Sample } from "./support/sample.ts";

const scoreOf = (attemptId: string, score = 2_000): Omit<Score, "scoreRunId"> => ({
  attemptId,
  score,
  maximum: 3_000,
  outcome: score >= 2_000 ? "pass" : "fail",
  positions: [{ position: 1, response: ["B"], score, maximum: 3_000, counted: true }],
  profile: [{ domains: ["physics", "masses"], score, maximum: 3_000, questions: 3 }],
  logHead: `head of ${attemptId}`,
});

onEachDatabase("a score run", (database) => {
  const storeRun = async ({ sittingId, formId }: Sample, scores: readonly Omit<Score, "scoreRunId">[] = [], createdAtMs = NOW) => {
    const run = { id: randomUUID(), sittingId, formId, basisHash: "basis", passMark: 2, createdBy: null, createdAtMs };
    const number = await transact(database().db, (trx) => insertScoreRun(trx, run, scores));
    return { ...run, number, releasedAtMs: null };
  };
  const release = (id: string, nowMs = NOW) => transact(database().db, (trx) => markReleased(trx, id, nowMs));

  it("is added beside the earlier ones of its sitting, and changes none of them", async () => {
    const { db } = database();
    const [sample, elsewhere] = [await storeSample(db), await storeSample(db)];
    const [one, other] = [await storeAttempt(db, sample), await storeAttempt(db, await registerAnother(db, sample))].sort();
    const first = await storeRun(sample, [scoreOf(other!), scoreOf(one!, 500)]);
    const second = await storeRun(sample, [scoreOf(one!, 2_500)], NOW + 1);
    const third = await storeRun(elsewhere);
    expect([first.number, second.number, third.number]).toEqual([1, 2, 1]);
    expect(await scoreRunsOfSitting(db.read, sample.sittingId)).toEqual([first, second]);
    expect(await findScoreRun(db.read, second.id)).toEqual(second);
    expect(await findScoreRun(db.read, randomUUID())).toBeNull();
    expect(await scoresOfRun(db.read, first.id)).toEqual([{ ...scoreOf(one!, 500), scoreRunId: first.id }, { ...scoreOf(other!), scoreRunId: first.id }]);
    expect(await scoresOfRun(db.read, second.id)).toEqual([{ ...scoreOf(one!, 2_500), scoreRunId: second.id }]);
    expect(await scoresOfRun(db.read, third.id)).toEqual([]);
    expect(await scoreRunsOfSitting(db.read, randomUUID())).toEqual([]);
  });

  it("holds a large sitting whole, or nothing of it", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const scores = Array.from({ length: 901 }, () => scoreOf(randomUUID()));
    const run = await storeRun(sample, scores);
    expect((await scoresOfRun(db.read, run.id)).map(({ attemptId }) => attemptId)).toEqual(scores.map(({ attemptId }) => attemptId).sort());
    await expect(storeRun(sample, [...scores, scores[0]!])).rejects.toThrow();
    expect(await scoreRunsOfSitting(db.read, sample.sittingId)).toEqual([run]);
  });

  it("is released once: the first time stays", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const [run, other] = [await storeRun(sample), await storeRun(sample)];
    await release(run.id, NOW + 5);
    await release(run.id, NOW + 9);
    expect(await findScoreRun(db.read, run.id)).toEqual({ ...run, releasedAtMs: NOW + 5 });
    expect(await findScoreRun(db.read, other.id)).toEqual(other);
  });

  it("is approved once by each member, in the order of the approvals", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const [run, other] = [await storeRun(sample), await storeRun(sample)];
    const members = [randomUUID(), randomUUID(), randomUUID()].sort();
    for (const id of members) await transact(db, (trx) => insertPerson(trx, { id, email: null, name: "Board", passwordHash: null, roles: ["board"], nowMs: NOW }));
    const approve = (member: number, nowMs: number) => transact(db, (trx) => insertApproval(trx, run.id, members[member]!, nowMs), { mostCollisions: 1 });
    await approve(2, NOW + 5);
    await approve(1, NOW + 5);
    await approve(0, NOW + 6);
    await expect(approve(2, NOW + 9)).rejects.toThrow();
    expect(await approvalsOf(db.read, run.id)).toEqual([1, 2, 0].map((member) => ({ personId: members[member], approvedAtMs: NOW + (member === 0 ? 6 : 5) })));
    expect(await approvalsOf(db.read, other.id)).toEqual([]);
  });

  it("reaches a candidate when it is released, the newest of those released", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const [id, other, third] = [await storeAttempt(db, sample), await storeAttempt(db, await registerAnother(db, sample)), await storeAttempt(db, await registerAnother(db, sample))] as const;
    const runs = [await storeRun(sample, [scoreOf(id, 500)]), await storeRun(sample, [scoreOf(third, 2_500), scoreOf(id, 1_000)]), await storeRun(sample, [scoreOf(id), scoreOf(other)])];
    expect([await releasedScore(db.read, id), await releasedAttempts(db.read, [id, other])]).toEqual([null, new Set()]);
    // The second, and only then the first: what counts is the number of the run.
    await release(runs[1]!.id, NOW + 1);
    await release(runs[0]!.id, NOW + 2);
    expect(await releasedScore(db.read, id)).toEqual({ run: { ...runs[1], releasedAtMs: NOW + 1 }, score: { ...scoreOf(id, 1_000), scoreRunId: runs[1]!.id } });
    expect((await releasedScore(db.read, third))?.score).toEqual({ ...scoreOf(third, 2_500), scoreRunId: runs[1]!.id });
    expect(await releasedScore(db.read, other)).toBeNull();
    expect(await releasedAttempts(db.read, [id, other, randomUUID()])).toEqual(new Set([id]));
    expect(await releasedAttempts(db.read, [other])).toEqual(new Set());
    expect(await releasedAttempts(db.read, [])).toEqual(new Set());
  });

  it("is laid beside every candidate of its sitting who can still matter", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    await storeAttempt(db, await storeSample(db));
    const [scored, open, absent, left, leftAfter] = [await registerAnother(db, sample), await registerAnother(db, sample), await registerAnother(db, sample), await registerAnother(db, sample), await registerAnother(db, sample)];
    const handIn: NewEvent = { kind: "submitted", serverTimeMs: NOW + 9, payload: { by: "candidate" } };
    const ids = { scored: await storeAttempt(db, scored), open: await storeAttempt(db, open), leftAfter: await storeAttempt(db, leftAfter) };
    await append(db, ids.scored, [handIn]);
    const head = async (id: string) => (await loadAttempt(db.read, id))!.head;
    for (const { registrationId } of [left, leftAfter]) await db.write.updateTable("registration").set({ withdrawn_at_ms: NOW }).where("id", "=", registrationId).execute();
    const run = await storeRun(sample, [scoreOf(ids.scored)]);
    await storeRun(sample, [scoreOf(ids.open)]);
    const numberOf = async ({ registrationId }: Sample) => (await db.read.selectFrom("registration").select("candidate_number").where("id", "=", registrationId).executeTakeFirstOrThrow()).candidate_number;
    const expected = [
      { candidateNumber: await numberOf(sample), state: "not-here", head: null, scoredHead: null },
      { candidateNumber: scored.candidateNumber, state: "submitted", head: await head(ids.scored), scoredHead: `head of ${ids.scored}` },
      { candidateNumber: open.candidateNumber, state: "active", head: await head(ids.open), scoredHead: null },
      { candidateNumber: absent.candidateNumber, state: "not-here", head: null, scoredHead: null },
      { candidateNumber: leftAfter.candidateNumber, state: "active", head: await head(ids.leftAfter), scoredHead: null },
    ].sort((a, b) => (a.candidateNumber < b.candidateNumber ? -1 : 1));
    expect(await candidatesBesideRun(db.read, run)).toEqual(expected);
  });

  it("is laid beside the practices of one candidate in their order", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const id = await storeAttempt(db, sample);
    const row = rowOfAttempt((await loadAttempt(db.read, id))!);
    await db.write.deleteFrom("attempt").where("id", "=", id).execute();
    await db.write.insertInto("attempt").values([{ ...row, id: `00000000${randomUUID().slice(8)}`, number: 2, head: "second" }, { ...row, head: "first" }]).execute();
    const run = await storeRun(sample, [scoreOf(id)]);
    expect((await candidatesBesideRun(db.read, run)).map(({ head, scoredHead }) => [head, scoredHead])).toEqual([["first", `head of ${id}`], ["second", null]]);
  });

  it("is computed from the last answers: no notes, and nothing of another attempt", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const [id, other, silent] = [await storeAttempt(db, sample), await storeAttempt(db, await registerAnother(db, sample)), await storeAttempt(db, await registerAnother(db, sample))];
    await append(db, id!, [responded(1, 1, ["B"]), responded(2, 2, ["A"]), responded(3, 1, ["C"]), responded(4, 3, [], "a note"), responded(5, 2, [])]);
    await append(db, other!, [responded(1, 3, ["D"])]);
    expect(await finalAnswers(db.read, [id!, other!, silent!])).toEqual(new Map([[id, new Map([[1, ["C"]], [2, []]])], [other, new Map([[3, ["D"]]])], [silent, new Map()]]));
    expect(await finalAnswers(db.read, [])).toEqual(new Map());
  });
});
