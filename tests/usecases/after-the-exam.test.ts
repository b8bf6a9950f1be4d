import { randomUUID } from "node:crypto";
import { seeReceipt } from "#app/usecases/candidate/see-receipt.ts";
import { seeReview, seeReviewFrame } from "#app/usecases/candidate/see-review.ts";
import type { ActorContext } from "#app/usecases/context.ts";
import { loadEvents } from "#db/attempts.ts";
import { itemsInExams, loadFormItems } from "#db/forms.ts";
import { transact, type Db } from "#db/open.ts";
import { insertSitting } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, responded, storeAttempt, storeSample, type Sample } from "../db/support/sample.ts";

const HAND_IN = { kind: "submitted", serverTimeMs: NOW + 9, payload: { by: "candidate" } } as const;

/** Puts the form of a practice into an exam as well. */
async function alsoInAnExam(db: Db, { formId }: Sample): Promise<void> {
  const exam = { id: randomUUID(), title: "Exam", formId, practice: false, admits: "proctor", opensAtMs: 0, lastStartAtMs: NOW, graceSeconds: 30, timeZone: "Europe/Brussels", resultsExpectedOn: null, nowMs: NOW } as const;
  await transact(db, (trx) => insertSitting(trx, exam));
}

onEachDatabase("after the exam", (database) => {
  const context = ({ personId, registrationId }: Pick<Sample, "personId" | "registrationId">) =>
    ({ db: database().db, now: () => NOW, forms: new Map(), actor: { personId, name: "Maja Lindqvist", roles: ["candidate"], registrationId } }) as unknown as ActorContext;

  it("gives the receipt as often as it is asked for, and the same whatever arrives late", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const id = await storeAttempt(db, sample);
    await append(db, id, [responded(1, 1, ["B"])]);
    expect(await seeReceipt(context(sample), id)).toMatchObject({ ok: false, reason: "exam-not-over" });
    await append(db, id, [HAND_IN]);
    const first = await seeReceipt(context(sample), id);
    const closing = (await loadEvents(db.read, id)).at(-1)!;
    expect(first).toMatchObject({ ok: true, receipt: { answered: 1, questions: 3, entries: closing.number, fingerprint: closing.hash } });
    await append(db, id, [{ kind: "called", serverTimeMs: NOW + 20, payload: { call: "question" } }]);
    expect(await seeReceipt(context(sample), id)).toEqual(first);
    expect(await seeReceipt(context(await storeSample(db)), id)).toMatchObject({ ok: false, reason: "not-your-attempt" });
  });

  it("reviews a practice exam after it, for its own candidate only", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const id = await storeAttempt(db, sample);
    await append(db, id, [responded(1, 2, ["C"])]);
    expect(await seeReview(context(sample), id)).toMatchObject({ ok: false, reason: "exam-not-over" });
    await append(db, id, [HAND_IN]);
    const solution = { key: { correct: ["B"], tolerance: null }, rationale: "<p>Secret rationale.</p>" };
    expect(await seeReview(context(sample), id)).toMatchObject({
      ok: true,
      review: { items: [{ response: [], solution }, { item: { position: 2 }, response: ["C"], solution }, { response: [], solution }] },
    });
    expect(await seeReview(context(await storeSample(db)), id)).toMatchObject({ ok: false, reason: "not-your-attempt" });
    expect(await seeReviewFrame(context(sample), id, "0".repeat(64))).toMatchObject({ ok: false, reason: "unknown-frame" });
  });

  it("keeps the keys of questions that stand in an exam as well", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const itemIds = (await loadFormItems(db.read, sample.formId)).map(({ item }) => item.itemId);
    expect(await itemsInExams(db.read, itemIds)).toEqual(new Set());
    await alsoInAnExam(db, sample);
    expect(await itemsInExams(db.read, itemIds)).toEqual(new Set(itemIds));
    expect(await itemsInExams(db.read, [])).toEqual(new Set());
    const id = await storeAttempt(db, sample);
    await append(db, id, [HAND_IN]);
    const reviewed = await seeReview(context(sample), id);
    expect(reviewed).toMatchObject({ ok: true, review: { items: [{ solution: null }, { solution: null }, { solution: null }] } });
    expect(JSON.stringify(reviewed)).not.toContain("Secret");
  });
});
