import { randomUUID } from "node:crypto";
import { clockOfAttempt } from "#app/usecases/candidate/tell-clock.ts";
import { actOnAttempt } from "#app/usecases/proctor/act-on-attempt.ts";
import { feedHub, type FeedEvent } from "#app/web/feed-hub.ts";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { assignProctor } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, responded, storeAttempt, storeSample } from "../db/support/sample.ts";

const AT = NOW + 1_000;
const RELEASED_FOR_MS = 600_000;
const DEADLINE = NOW + 1_800_000;

/** A running exam of which something is answered, its candidate signed in twice, and its proctor. */
async function runningExam(db: Db) {
  const sample = await storeSample(db, 3, { practice: false });
  const attemptId = await storeAttempt(db, sample);
  await append(db, attemptId, [responded(1, 2, ["C"])]);
  const proctorId = randomUUID();
  const tokenHash = randomUUID();
  await transact(db, async (trx) => {
    await insertPerson(trx, { id: proctorId, email: null, name: "Aoife Brennan", passwordHash: null, roles: ["proctor"], nowMs: NOW });
    await assignProctor(trx, sample.sittingId, proctorId);
    await insertSignIn(trx, { tokenHash, personId: sample.personId, registrationId: sample.registrationId, nowMs: NOW, expiresAtMs: NOW + 9_000_000, complete: true });
  });
  let time = AT;
  const context = contextOf(db, { now: () => time, actor: { personId: proctorId, roles: ["proctor"] } });
  return {
    attemptId,
    context,
    passes: (ms: number) => void (time += ms),
    told: () => clockOfAttempt(context, { attemptId, tokenHash }),
    release: () => actOnAttempt(context, { attemptId, actId: randomUUID(), act: { kind: "release-seat", reason: "computer broke" } }),
    takeOver: (browserId: string, expectedLease: number) =>
      context.record({ attemptId, by: { tokenHash }, arrivedAtMs: time, act: { kind: "take-over", request: { browserId, expectedLease } } }),
  };
}

onEachDatabase("a released seat", (database) => {
  it("is told with time and state, and with nothing of the answers", async () => {
    const exam = await runningExam(database().db);
    const clock = { serverTimeMs: AT, deadlineMs: DEADLINE, state: "active", lease: 1, part: 1, partRuns: true };
    expect(await exam.told()).toEqual({ ok: true, version: 5, clock: { ...clock, seatReleasedUntilMs: null } });
    expect(await exam.release()).toEqual({ ok: true });
    expect(await exam.told()).toEqual({ ok: true, version: 6, clock: { ...clock, seatReleasedUntilMs: AT + RELEASED_FOR_MS } });
  });

  it("goes to one browser, is told as taken from then on, and is refused to the next", async () => {
    const exam = await runningExam(database().db);
    await exam.release();
    expect(await exam.takeOver("browser-two", 1)).toMatchObject({ ok: true, clock: { lease: 2, seatReleasedUntilMs: null } });
    expect(await exam.takeOver("browser-three", 1)).toMatchObject({ ok: false, reason: "lease-moved", clock: { lease: 2, seatReleasedUntilMs: null } });
    expect(await exam.takeOver("browser-three", 2)).toMatchObject({ ok: false, reason: "seat-not-released" });
    expect(await exam.takeOver("browser-two", 1)).toMatchObject({ ok: true, clock: { lease: 2 } });
  });

  it("runs out, and is then told with its end in the past", async () => {
    const exam = await runningExam(database().db);
    await exam.release();
    exam.passes(RELEASED_FOR_MS + 1);
    expect(await exam.told()).toMatchObject({ clock: { serverTimeMs: AT + RELEASED_FOR_MS + 1, seatReleasedUntilMs: AT + RELEASED_FOR_MS } });
    expect(await exam.takeOver("browser-two", 1)).toMatchObject({ ok: false, reason: "seat-not-released" });
  });

  it("reaches those who listen, whoever wrote it, also when it came between the first word and the listening", async () => {
    const exam = await runningExam(database().db);
    const hub = feedHub(exam.context);
    const heard: FeedEvent[] = [];
    const told = await exam.told();
    if (!told.ok) throw new Error(told.reason);
    await exam.release();
    hub.listen(exam.attemptId, told, (event) => heard.push(event));
    await expect.poll(() => heard, { timeout: 2_000 }).toHaveLength(1);
    expect(heard).toMatchObject([{ event: "seat", data: { lease: 1, seatReleasedUntilMs: AT + RELEASED_FOR_MS } }]);
    hub.close();
  });
});
