import { randomUUID } from "node:crypto";
import { signInStaff } from "#app/usecases/account/sign-in-staff.ts";
import { seeReview } from "#app/usecases/candidate/see-review.ts";
import { changeSetting } from "#app/usecases/office/change-setting.ts";
import { transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { storeSetting } from "#db/settings.ts";
import { insertSitting } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, storeAttempt, storeSample } from "../db/support/sample.ts";

onEachDatabase("an open demonstration", (database) => {
  it("lets staff in without a second factor and shows keys of exam items, until an organisation answers for it", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const attemptId = await storeAttempt(db, sample);
    await append(db, attemptId, [{ kind: "submitted", payload: { by: "candidate" }, serverTimeMs: NOW + 5 }]);
    const email = `${randomUUID()}@example.org`;
    await transact(db, async (trx) => {
      await storeSetting(trx, "demonstration", "yes");
      await insertPerson(trx, { id: randomUUID(), email, name: "Katrin Hofstätter", passwordHash: "hash", roles: ["office"], nowMs: NOW });
      // The same items stand in an exam.
      await insertSitting(trx, { id: randomUUID(), title: "Exam", formId: sample.formId, practice: false, admits: "proctor", opensAtMs: NOW, lastStartAtMs: NOW + 1, graceSeconds: 30, timeZone: "Europe/Brussels", resultsExpectedOn: null, nowMs: NOW });
    });
    const context = contextOf(db, { actor: { personId: sample.personId } });
    const passwords = { hash: () => Promise.resolve(""), verify: () => Promise.resolve(true) };
    const seen = async () => {
      const signedIn = await signInStaff({ ...context, passwords }, { email, password: "right", address: "192.0.2.1", browser: null });
      const reviewed = await seeReview(context, attemptId);
      if (!signedIn.ok || !reviewed.ok) throw new Error("refused");
      return { complete: signedIn.complete, keys: reviewed.review.items.filter(({ solution }) => solution !== null).length };
    };
    expect(await seen()).toEqual({ complete: true, keys: 3 });
    expect(await changeSetting(context, { name: "organisation", value: "A society" })).toEqual({ ok: true });
    expect(await seen()).toEqual({ complete: false, keys: 0 });
  });
});
