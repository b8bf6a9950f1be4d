import type { ActorContext } from "#app/usecases/context.ts";
import { myExams } from "#app/usecases/candidate/see-my-exams.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, storeAttempt, storeSample, type Sample } from "../db/support/sample.ts";

const MINUTE = 60_000;
const LIMIT = 30 * MINUTE;
const window = { practice: false, opensAtMs: NOW + 10 * MINUTE, lastStartAtMs: NOW + 40 * MINUTE };

onEachDatabase("a candidate's exams", (database) => {
  const seenBy = async (sample: Sample, nowMs: number) => {
    const actor = { personId: sample.personId, name: "Maja Lindqvist", roles: ["candidate"], registrationId: sample.registrationId };
    const [exam] = await myExams({ db: database().db, now: () => nowMs, actor } as unknown as ActorContext);
    return exam!;
  };

  it("say before the start when one's own time would end, whether or not the exam was opened", async () => {
    const sample = await storeSample(database().db, 1, window);
    const example = { startAtMs: window.opensAtMs, endAtMs: window.opensAtMs + LIMIT };
    const told = { lastStartPassed: false, ownEnd: { kind: "to-start", spanMs: LIMIT, latestMs: window.lastStartAtMs + LIMIT, example } };
    expect(await seenBy(sample, NOW)).toMatchObject(told);
    await storeAttempt(database().db, sample, NOW, "admitted");
    expect(await seenBy(sample, NOW)).toMatchObject(told);
  });

  it("say after the last start that it has passed, unless the exam runs", async () => {
    const [late, runs] = [await storeSample(database().db, 1, window), await storeSample(database().db, 1, window)];
    expect(await seenBy(late, window.lastStartAtMs)).toMatchObject({ lastStartPassed: false });
    expect(await seenBy(late, window.lastStartAtMs + 1_000)).toMatchObject({ lastStartPassed: true, ownEnd: null });
    await storeAttempt(database().db, late, NOW, "admitted");
    expect(await seenBy(late, window.lastStartAtMs + 1_000)).toMatchObject({ lastStartPassed: true, ownEnd: null });

    const startedAtMs = window.lastStartAtMs - MINUTE;
    const attemptId = await storeAttempt(database().db, runs, startedAtMs);
    const own = { kind: "begun", atMs: startedAtMs + LIMIT, paused: false };
    expect(await seenBy(runs, window.lastStartAtMs + 1_000)).toMatchObject({ lastStartPassed: false, ownEnd: own });
    await append(database().db, attemptId, [{ kind: "terminated", serverTimeMs: window.lastStartAtMs + 2_000, payload: { by: "proctor" } }]);
    expect(await seenBy(runs, window.lastStartAtMs + 3_000)).toMatchObject({ lastStartPassed: false, ownEnd: null });
  });

  it("offer practice again without an end to the starts", async () => {
    const sample = await storeSample(database().db, 1);
    expect(await seenBy(sample, NOW)).toMatchObject({ lastStartPassed: false, ownEnd: { latestMs: null, example: { endAtMs: Math.ceil(NOW / MINUTE) * MINUTE + LIMIT } } });
  });
});
