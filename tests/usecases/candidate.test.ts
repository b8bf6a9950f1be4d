import { randomUUID } from "node:crypto";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { admissionCodeHmac } from "#app/usecases/make-admission-code.ts";
import { clockOfAttempt } from "#app/usecases/candidate/tell-clock.ts";
import { myExams } from "#app/usecases/candidate/see-my-exams.ts";
import { openExam } from "#app/usecases/candidate/open-exam.ts";
import { prepareAttempt } from "#app/usecases/candidate/prepare-attempt.ts";
import { recordsNamedByAudit } from "#db/verify-records.ts";
import { seeResult } from "#app/usecases/candidate/see-result.ts";
import { seeReview } from "#app/usecases/candidate/see-review.ts";
import { signInCandidate } from "#app/usecases/candidate/sign-in-candidate.ts";
import { attemptOfActor, attemptOfSignIn } from "#app/usecases/find-own-attempt.ts";
import { hashOfToken } from "#app/usecases/make-sign-in-token.ts";
import { attemptsOfRegistrations } from "#db/attempts.ts";
import { transact, type Db } from "#db/open.ts";
import { insertScoreRun, markReleased, scoreRunsOfSitting } from "#db/score-runs.ts";
import { storeSetting } from "#db/settings.ts";
import { findSignIn } from "#db/sign-ins.ts";
import { insertRegistration, insertSitting, replaceCode } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, registerAnother, responded, storeAttempt, storeSample, type Sample } from "../db/support/sample.ts";

const DAY_MS = 86_400_000;
const LIMIT = 1_800_000;
const CODE = "7K3F-2222-3333-4444";
const submitted: NewEvent = { kind: "submitted", payload: { by: "candidate" }, serverTimeMs: NOW + 9_000 };

const candidateOf = (db: Db, { personId, registrationId }: Pick<Sample, "personId" | "registrationId">, now?: () => number) =>
  contextOf(db, { ...(now ? { now } : {}), actor: { personId, registrationId, name: "Maja Lindqvist", roles: ["candidate"] } });

/** A registered candidate with a code, and a server whose time goes by. */
async function withCode(db: Db) {
  const sample = await storeSample(db, 3, { practice: false });
  let time = NOW;
  const context = candidateOf(db, sample, () => time);
  const code = `${randomUUID()}`;
  await transact(db, (trx) => replaceCode(trx, sample.registrationId, admissionCodeHmac(context.secrets, code)));
  const candidateNumber = `P${sample.registrationId.slice(0, 8)}`.toUpperCase();
  await db.write.updateTable("registration").set({ candidate_number: candidateNumber }).where("id", "=", sample.registrationId).execute();
  return { ...sample, context, code, candidateNumber, address: `192.0.2.${candidateNumber}`, pass: (milliseconds: number) => void (time += milliseconds) };
}

async function signedIn(db: Db) {
  const candidate = await withCode(db);
  const done = await signInCandidate(candidate.context, candidate);
  if (!done.ok) throw new Error(done.reason);
  const attemptId = await storeAttempt(db, candidate);
  return { ...candidate, attemptId, tokenHash: hashOfToken(done.token) };
}

onEachDatabase("a candidate who signs in", (database) => {
  it("gets a token for a day, for this registration, which the database does not hold", async () => {
    const { db } = database();
    const { context, candidateNumber, code, registrationId, personId, address } = await withCode(db);
    const done = await signInCandidate(context, { candidateNumber: ` ${candidateNumber.toLowerCase()} `, code: code.toUpperCase(), address });
    expect(done).toEqual({ ok: true, token: expect.any(String), expiresAtMs: NOW + DAY_MS });
    const token = done.ok ? done.token : "";
    expect(await findSignIn(db.write, hashOfToken(token), NOW)).toMatchObject({ personId, registrationId, complete: true });
    expect(JSON.stringify(await db.write.selectFrom("sign_in").selectAll().execute())).not.toContain(token);
    expect(await signInCandidate(context, { candidateNumber, code, address })).toMatchObject({ ok: true });
  });

  it("is told the same of a wrong code, another's code, an unknown number, a withdrawn registration and a disabled person", async () => {
    const { db } = database();
    const [one, other] = [await withCode(db), await withCode(db)];
    const wrong = { ok: false, reason: "wrong-code" };
    expect(await signInCandidate(one.context, { ...one, code: CODE })).toEqual(wrong);
    expect(await signInCandidate(one.context, { ...one, code: other.code })).toEqual(wrong);
    expect(await signInCandidate(one.context, { ...one, candidateNumber: "C9999" })).toEqual(wrong);
    await db.write.updateTable("registration").set({ withdrawn_at_ms: NOW }).where("id", "=", one.registrationId).execute();
    expect(await signInCandidate(one.context, one)).toEqual(wrong);
    await db.write.updateTable("person").set({ disabled_at_ms: NOW }).where("id", "=", other.personId).execute();
    expect(await signInCandidate(other.context, other)).toEqual(wrong);
    expect(await db.write.selectFrom("sign_in").selectAll().where("person_id", "in", [one.personId, other.personId]).execute()).toEqual([]);
  });

  it("is slowed down after five wrong codes for a number, also when they are guessed at once, and enters with the right one", async () => {
    const { db } = database();
    const [one, other] = [await withCode(db), await withCode(db)];
    const wrong = (change: object = {}) => signInCandidate(one.context, { ...one, code: CODE, ...change });
    const guesses = await Promise.all(Array.from({ length: 12 }, () => wrong()));
    expect(guesses.filter((guess) => !guess.ok && guess.reason === "wrong-code")).toHaveLength(5);
    expect(await wrong({ address: "198.51.100.1" })).toEqual({ ok: false, reason: "slow-down", retryAfterSeconds: expect.any(Number) });
    expect(await wrong({ candidateNumber: other.candidateNumber })).toEqual({ ok: false, reason: "wrong-code" });
    expect(await signInCandidate(one.context, one)).toMatchObject({ ok: true });
    // Entering has given nobody new tries.
    expect(await wrong()).toMatchObject({ reason: "slow-down" });
    expect(await signInCandidate(one.context, other)).toMatchObject({ ok: true });
  });

  it("enters from an address with two hundred wrong codes, which brakes nobody at another one", async () => {
    const { db } = database();
    const one = await withCode(db);
    const guesses = [];
    for (let n = 0; n < 200; n += 1) guesses.push(await signInCandidate(one.context, { ...one, candidateNumber: `C${n}`, code: CODE }));
    expect(guesses.filter((guess) => !guess.ok && guess.reason === "wrong-code")).toHaveLength(60);
    expect(guesses.at(-1)).toEqual({ ok: false, reason: "slow-down", retryAfterSeconds: expect.any(Number) });
    expect(await signInCandidate(one.context, one)).toMatchObject({ ok: true });
    // What the address tried beyond its limit is not counted against the numbers it named.
    for (let n = 0; n < 5; n += 1) expect(await signInCandidate(one.context, { ...one, candidateNumber: "C199", code: CODE, address: "198.51.100.1" })).toMatchObject({ reason: "wrong-code" });
  });
});

onEachDatabase("one's own attempt", (database) => {
  it("is found by the sign-in for its registration, and by no other, ended or expired one", async () => {
    const { db } = database();
    const mine = await signedIn(db);
    const other = await signedIn(db);
    const found = { ok: true, loaded: { attempt: { id: mine.attemptId } } };
    expect(await attemptOfSignIn(mine.context, mine)).toMatchObject(found);
    expect(await clockOfAttempt(mine.context, mine)).toMatchObject({ ok: true, version: 4, clock: { serverTimeMs: NOW, deadlineMs: NOW + LIMIT, state: "active", lease: 1 } });
    const notYours = { ok: false, reason: "not-your-attempt" };
    for (const asked of [{ ...mine, attemptId: other.attemptId }, { ...mine, attemptId: randomUUID() }]) {
      expect(await attemptOfSignIn(mine.context, asked)).toEqual(notYours);
      expect(await clockOfAttempt(mine.context, asked)).toEqual(notYours);
    }
    const ended = { ok: false, reason: "sign-in-ended" };
    expect(await attemptOfSignIn(mine.context, { ...mine, tokenHash: "unknown" })).toEqual(ended);
    mine.pass(DAY_MS);
    expect(await attemptOfSignIn(mine.context, mine)).toEqual(ended);
    await db.write.updateTable("person").set({ disabled_at_ms: NOW }).where("id", "=", other.personId).execute();
    expect(await clockOfAttempt(other.context, other)).toEqual(ended);
  });

  it("is written with the registration signed in for, and what stays is seen from every registration of the person", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const attemptId = await storeAttempt(db, sample);
    const later = { ...sample, registrationId: randomUUID(), sittingId: (await storeSample(db)).sittingId };
    await transact(db, (trx) => insertRegistration(trx, { id: later.registrationId, sittingId: later.sittingId, personId: sample.personId, candidateNumber: `P${later.registrationId}`, codeHmac: later.registrationId, nowMs: NOW }));
    const refused = { ok: false, reason: "not-your-attempt" };
    expect(await attemptOfActor(candidateOf(db, sample), attemptId, "registration")).toMatchObject({ ok: true, registration: { id: sample.registrationId }, sitting: { id: sample.sittingId } });
    expect(await attemptOfActor(candidateOf(db, later), attemptId, "registration")).toEqual(refused);
    expect(await attemptOfActor(candidateOf(db, later), attemptId, "person")).toMatchObject({ ok: true });
    for (const of of ["registration", "person"] as const) {
      expect(await attemptOfActor(candidateOf(db, await registerAnother(db, sample)), attemptId, of)).toEqual(refused);
      expect(await attemptOfActor(candidateOf(db, sample), randomUUID(), of)).toEqual(refused);
    }
  });

  it("opens with what is shown around the questions, and with none of them", async () => {
    const { db } = database();
    const sample = await storeSample(db, 3, { title: "Exam in Brussels" });
    const attemptId = await storeAttempt(db, sample);
    await transact(db, (trx) => storeSetting(trx, "telephone", "+32 2 000 00 00"));
    const opened = await openExam(candidateOf(db, sample), attemptId);
    expect(opened).toMatchObject({
      ok: true,
      exam: { attemptId, sittingTitle: "Exam in Brussels", candidateName: "Maja Lindqvist", telephone: "+32 2 000 00 00", demonstration: true, limitSeconds: 1_800, questions: 3, rulesAccepted: false, closed: false },
    });
    for (const secret of ["A stem", "Which one", "Secret"]) expect(JSON.stringify(opened)).not.toContain(secret);
    expect(await openExam(candidateOf(db, await registerAnother(db, sample)), attemptId)).toEqual({ ok: false, reason: "not-your-attempt" });

    const version = opened.ok ? opened.exam.rules.version : "";
    await append(db, attemptId, [{ kind: "rules-accepted", payload: { version }, serverTimeMs: NOW + 1 }, submitted]);
    await transact(db, (trx) => storeSetting(trx, "organisation", "A society"));
    expect(await openExam(candidateOf(db, sample), attemptId)).toMatchObject({ exam: { rulesAccepted: true, closed: true, demonstration: false } });
  });

  it("is prepared with its key or not at all", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const candidate = candidateOf(db, sample);
    await expect(withoutTable(db, "content_key", () => prepareAttempt(candidate, { again: false }))).rejects.toThrow();
    expect(await attemptsOfRegistrations(db.write, [sample.registrationId])).toEqual([]);
    expect(await prepareAttempt(candidate, { again: false })).toMatchObject({ ok: true, attempt: { number: 1 } });
  });
});

onEachDatabase("a candidate's list of exams", (database) => {
  it("holds the own ones, says which may be opened here, and leaves out those withdrawn from", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const exam = randomUUID();
    const registrationId = randomUUID();
    await transact(db, async (trx) => {
      await insertSitting(trx, { id: exam, title: "Exam", formId: sample.formId, practice: false, admits: "proctor", opensAtMs: NOW, lastStartAtMs: NOW + DAY_MS, graceSeconds: 30, timeZone: "Europe/Brussels", resultsExpectedOn: "2026-12-24", nowMs: NOW });
      await insertRegistration(trx, { id: registrationId, sittingId: exam, personId: sample.personId, candidateNumber: `C${registrationId}`, codeHmac: registrationId, nowMs: NOW });
    });
    await registerAnother(db, sample);
    const rows = async () => new Map((await myExams(candidateOf(db, sample))).map((row) => [row.registrationId, row]));
    expect([...(await rows()).keys()].sort()).toEqual([sample.registrationId, registrationId].sort());
    expect((await rows()).get(sample.registrationId)).toMatchObject({ practice: true, mayOpen: true, attempts: [] });
    expect((await rows()).get(registrationId)).toMatchObject({ practice: false, mayOpen: false, resultsExpectedOn: "2026-12-24" });
    await db.write.updateTable("registration").set({ withdrawn_at_ms: NOW }).where("id", "=", registrationId).execute();
    expect([...(await rows()).keys()]).toEqual([sample.registrationId]);
  });
});

onEachDatabase("a result", (database) => {
  /** A finished attempt with two right answers of three. */
  const finished = async (practice: boolean) => {
    const { db } = database();
    const sample = await storeSample(db, 3, { practice, resultsExpectedOn: "2026-12-24" });
    const attemptId = await storeAttempt(db, sample);
    await append(db, attemptId, [responded(1, 1, ["B"]), responded(2, 2, ["B"]), responded(3, 3, ["A"])]);
    const close = () => append(db, attemptId, [submitted]);
    return { db, sample, attemptId, close, see: () => seeResult(candidateOf(db, sample), attemptId), runs: () => scoreRunsOfSitting(db.write, sample.sittingId) };
  };

  it("of a practice exam is there at the first look, once, also for two looks at once", async () => {
    const { close, see, runs } = await finished(true);
    expect(await see()).toEqual({ ok: false, reason: "exam-not-over" });
    await close();
    const [first, second] = await Promise.all([see(), see()]);
    expect(first).toMatchObject({ ok: true, result: { practice: true, candidateName: "Maja Lindqvist", score: 2_000, maximum: 3_000, passMark: 2, outcome: "pass", closedAtMs: NOW + 9_000, releasedAtMs: NOW + 10_000 } });
    expect(second).toEqual(first);
    expect(await see()).toEqual(first);
    const [run, ...more] = await runs();
    expect(more).toEqual([]);
    const named = await recordsNamedByAudit(database().db.write);
    expect([named.get("score-run")?.get(run!.id)?.act, named.get("release")?.get(run!.id)?.act]).toEqual(["practice-scored", "practice-scored"]);
  });

  it("of a practice exam that was reopened is of what was handed in last", async () => {
    const { db, attemptId, close, see, runs } = await finished(true);
    await close();
    expect(await see()).toMatchObject({ result: { score: 2_000 } });
    await append(db, attemptId, [
      { kind: "reopened", payload: { by: "proctor", actId: randomUUID(), extensionMs: 60_000 }, text: "closed by mistake", serverTimeMs: NOW + 9_100 },
      responded(9_200, 3, ["B"]),
    ]);
    expect(await see()).toEqual({ ok: false, reason: "exam-not-over" });
    await append(db, attemptId, [{ ...submitted, serverTimeMs: NOW + 9_300 }]);
    expect(await see()).toMatchObject({ result: { score: 3_000 } });
    expect(await runs()).toHaveLength(2);
    expect(await see()).toMatchObject({ result: { score: 3_000 } });
    expect(await runs()).toHaveLength(2);
  });

  it("of a practice exam is not stored by half", async () => {
    const { db, close, see, runs } = await finished(true);
    await close();
    await db.write.schema.alterTable("score_run").renameColumn("released_at_ms", "released_away").execute();
    await expect(see()).rejects.toThrow();
    await db.write.schema.alterTable("score_run").renameColumn("released_away", "released_at_ms").execute();
    expect(await runs()).toEqual([]);
    expect(await see()).toMatchObject({ ok: true });
  });

  it("of an exam is told after its release only, to its own candidate only, and the newest release counts", async () => {
    const { db, sample, attemptId, close, see } = await finished(false);
    await close();
    const pending = { ok: false, reason: "result-pending", detail: "2026-12-24" };
    expect(await see()).toEqual(pending);
    const run = { sittingId: sample.sittingId, formId: sample.formId, basisHash: "basis", passMark: 2, createdBy: null, createdAtMs: NOW };
    const scored = (score: number) => ({ attemptId, score, maximum: 3_000, outcome: "pass" as const, positions: [], profile: [], logHead: "head" });
    const ids = [randomUUID(), randomUUID()] as const;
    await transact(db, async (trx) => {
      await insertScoreRun(trx, { id: ids[0], ...run }, [scored(2_000)]);
      await insertScoreRun(trx, { id: ids[1], ...run }, [scored(3_000)]);
    });
    expect(await see()).toEqual(pending);
    await transact(db, (trx) => markReleased(trx, ids[0], NOW + 1));
    expect(await see()).toMatchObject({ ok: true, result: { practice: false, score: 2_000, releasedAtMs: NOW + 1 } });
    await transact(db, (trx) => markReleased(trx, ids[1], NOW + 2));
    const seen = await see();
    expect(seen).toMatchObject({ result: { score: 3_000 } });
    for (const secret of ["Secret", "correct", '"B"']) expect(JSON.stringify(seen)).not.toContain(secret);
    const other = candidateOf(db, await registerAnother(db, sample));
    expect(await seeResult(other, attemptId)).toEqual({ ok: false, reason: "not-your-attempt" });
    expect(await seeReview(candidateOf(db, sample), attemptId)).toEqual({ ok: false, reason: "no-review" });
  });
});
