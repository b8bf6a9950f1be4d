import { randomUUID } from "node:crypto";
import { UNDO_WITHIN_MS } from "#app/exam/registration/decide-code-act.ts";
import { signInCandidate } from "#app/usecases/candidate/sign-in-candidate.ts";
import { giveNewCode, takeNewCodeBack, undoOf } from "#app/usecases/give-new-code.ts";
import { hashOfToken } from "#app/usecases/make-sign-in-token.ts";
import { reissueCode } from "#app/usecases/office/reissue-code.ts";
import { registerCandidate } from "#app/usecases/office/register-candidate.ts";
import { seeSitting } from "#app/usecases/office/see-sittings.ts";
import { undoReissue } from "#app/usecases/office/undo-reissue.ts";
import { reissueCodeInRoom } from "#app/usecases/proctor/reissue-code-in-room.ts";
import { undoReissueInRoom } from "#app/usecases/proctor/undo-reissue-in-room.ts";
import { watchSitting } from "#app/usecases/proctor/watch-sitting.ts";
import { verifyAudit } from "#app/usecases/admin/verify-audit.ts";
import { newestReissues } from "#db/code-reissues.ts";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { findSignIn } from "#db/sign-ins.ts";
import { assignProctor } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { auditAbout, withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, storeAttempt, storeSample } from "../db/support/sample.ts";

const reason = "the letter was lost";

/** A registered candidate with a code, two of the office, a proctor of the sitting and one of another; `pass` lets time go by. */
async function scene(db: Db) {
  let time = NOW;
  const staff = async (role: string, sittingId: string | null = null) => {
    const personId = randomUUID();
    await transact(db, async (trx) => {
      await insertPerson(trx, { id: personId, email: null, name: role, passwordHash: null, roles: [role], nowMs: NOW });
      if (sittingId !== null) await assignProctor(trx, sittingId, personId);
    });
    return contextOf(db, { now: () => time, actor: { personId, roles: [role] } });
  };
  const sample = await storeSample(db, 1, { practice: false });
  const [office, colleague, proctor, foreigner] = [await staff("office"), await staff("office"), await staff("proctor", sample.sittingId), await staff("proctor", (await storeSample(db)).sittingId)];
  const done = await registerCandidate(office, { sittingId: sample.sittingId, name: `Candidate ${randomUUID()}`, email: null });
  if (!done.ok) throw new Error(done.reason);
  const { registrationId, candidateNumber, admissionCode } = done;
  const signIn = async (code: string) => {
    const signed = await signInCandidate(office, { candidateNumber, code, address: "" });
    return signed.ok ? hashOfToken(signed.token) : null;
  };
  const given = async (outcome: ReturnType<typeof reissueCode>) => {
    const code = await outcome;
    if (!code.ok) throw new Error(code.reason);
    return code;
  };
  const asksOf = { sittingId: sample.sittingId, registrationId };
  return {
    ...asksOf, office, colleague, proctor, foreigner, candidateNumber, admissionCode, signIn, given,
    pass: (milliseconds: number) => void (time += milliseconds),
    opens: async (code: string) => (await signIn(code)) !== null,
    isSignedIn: async (tokenHash: string | null) => (await findSignIn(db.write, tokenHash ?? "", time)) !== null,
    begin: async () => storeAttempt(db, { ...sample, registrationId }),
    acts: async () => (await auditAbout(db, registrationId)).slice(1),
  };
}

onEachDatabase("a new admission code", (database) => {
  it("takes the place of the old one and ends its sign-ins at once; reason and act are kept without any code", async () => {
    const { db } = database();
    const { office, registrationId, candidateNumber, admissionCode, opens, signIn, isSignedIn, given, acts } = await scene(db);
    const old = await signIn(admissionCode);
    expect(await isSignedIn(old)).toBe(true);
    const again = await given(reissueCode(office, { registrationId, reason: ` ${reason} ` }));
    expect(again).toEqual({ ok: true, registrationId, candidateNumber, number: 1, admissionCode: expect.stringMatching(/^([0-9A-HJKMNP-TV-Z]{4}-?){4}$/) });
    expect([await isSignedIn(old), await opens(admissionCode), await opens(again.admissionCode)]).toEqual([false, false, true]);
    const third = await given(reissueCode(office, { registrationId, reason }));
    expect([third.number, await opens(again.admissionCode), await opens(third.admissionCode)]).toEqual([2, false, true]);
    const entry = (number: number) => ({ kind: "code-reissued", by: office.actor.personId, payload: { number, reasonHash: expect.stringMatching(/^[0-9a-f]{64}$/), identityChecked: false } });
    expect(await acts()).toEqual([entry(1), entry(2)]);
    const rows = await db.write.selectFrom("code_reissue").selectAll().where("registration_id", "=", registrationId).execute();
    expect(rows.map((row) => row.reason)).toEqual([reason, reason]);
    const events = JSON.stringify(await db.write.selectFrom("audit_event").selectAll().execute());
    for (const secret of [reason, admissionCode, again.admissionCode]) expect(events).not.toContain(secret);
  });

  it("needs a reason, and is not given to nobody or to who has withdrawn", async () => {
    const { db } = database();
    const { office, registrationId, admissionCode, opens, acts } = await scene(db);
    expect(await reissueCode(office, { registrationId, reason: " " })).toEqual({ ok: false, reason: "reason-needed" });
    expect(await reissueCode(office, { registrationId, reason: "x".repeat(501) })).toEqual({ ok: false, reason: "reason-too-long" });
    expect(await opens(admissionCode)).toBe(true);
    const unknown = { ok: false, reason: "unknown-registration" };
    expect(await reissueCode(office, { registrationId: randomUUID(), reason })).toEqual(unknown);
    await db.write.updateTable("registration").set({ withdrawn_at_ms: NOW }).where("id", "=", registrationId).execute();
    expect(await reissueCode(office, { registrationId, reason })).toEqual(unknown);
    expect(await undoReissue(office, { registrationId, number: 1 })).toEqual(unknown);
    expect(await acts()).toEqual([]);
  });

  it("is given whole or not at all", async () => {
    const { db } = database();
    const { office, registrationId, admissionCode, opens, signIn, isSignedIn } = await scene(db);
    const old = await signIn(admissionCode);
    for (const table of ["audit_event", "code_reissue"]) {
      await expect(withoutTable(db, table, () => reissueCode(office, { registrationId, reason }))).rejects.toThrow();
      expect([await isSignedIn(old), await opens(admissionCode)]).toEqual([true, true]);
    }
  });

  it("is undone for a minute by anybody of the office: the old code counts again, sign-ins of neither", async () => {
    const { db } = database();
    const { office, colleague, sittingId, registrationId, candidateNumber, admissionCode, opens, signIn, isSignedIn, given, pass, acts } = await scene(db);
    const old = await signIn(admissionCode);
    const undoSeen = async () => {
      const seen = await seeSitting(office, sittingId);
      return seen.ok && seen.candidates.find((one) => one.registrationId === registrationId)?.undo;
    };
    expect(await undoSeen()).toBeNull();
    const again = await given(reissueCode(office, { registrationId, reason }));
    const fresh = await signIn(again.admissionCode);
    pass(UNDO_WITHIN_MS);
    expect(await undoSeen()).toBe(1);
    expect(await undoReissue(colleague, { registrationId, number: again.number })).toEqual({ ok: true, candidateNumber });
    expect([await isSignedIn(old), await isSignedIn(fresh), await opens(again.admissionCode), await opens(admissionCode)]).toEqual([false, false, false, true]);
    expect(await undoSeen()).toBeNull();
    expect(await undoReissue(colleague, { registrationId, number: again.number })).toEqual({ ok: false, reason: "code-undone-already" });
    expect((await acts()).map(({ kind, by }) => [kind, by])).toEqual([["code-reissued", office.actor.personId], ["code-reissue-undone", colleague.actor.personId]]);
    expect((await verifyAudit(office)).broken.filter(({ what }) => what.includes(registrationId))).toEqual([]);
  });

  it("is not undone after the minute, nor when a newer one was given, nor what was never given", async () => {
    const { office, registrationId, admissionCode, opens, given, pass } = await scene(database().db);
    const undo = (number: number) => undoReissue(office, { registrationId, number });
    expect(await undo(1)).toEqual({ ok: false, reason: "unknown-new-code" });
    await given(reissueCode(office, { registrationId, reason }));
    const newer = await given(reissueCode(office, { registrationId, reason }));
    expect(await undo(1)).toEqual({ ok: false, reason: "newer-code-given" });
    for (const number of [3, Number.NaN, 0]) expect((await undo(number)).ok).toBe(false);
    pass(UNDO_WITHIN_MS + 1);
    expect(await undo(2)).toEqual({ ok: false, reason: "undo-too-late" });
    expect([await opens(admissionCode), await opens(newer.admissionCode)]).toEqual([false, true]);
  });

  it("is offered to be undone as long as it can be, from the office and from the room", async () => {
    const { db } = database();
    const { office, proctor, registrationId, given, pass } = await scene(db);
    for (const [desk, context] of [["office", office], ["room", proctor]] as const) {
      const code = await given(giveNewCode(context, { desk, registrationId, reason, identityChecked: true }));
      const offered = async () => undoOf((await newestReissues(db.write, [registrationId])).get(registrationId), context.now());
      expect(await offered()).toBe(code.number);
      pass(UNDO_WITHIN_MS + 1);
      expect(await offered()).toBeNull();
      expect(await takeNewCodeBack(context, { desk, registrationId, number: code.number })).toEqual({ ok: false, reason: "undo-too-late" });
    }
    expect(undoOf(undefined, NOW)).toBeNull();
  });

  it("is undone once when two undo it at the same moment", async () => {
    const { office, colleague, registrationId, given, acts } = await scene(database().db);
    await given(reissueCode(office, { registrationId, reason }));
    const both = await Promise.all([office, colleague].map((context) => undoReissue(context, { registrationId, number: 1 })));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await acts()).toHaveLength(2);
  });
});

onEachDatabase("a new admission code while the exam runs", (database) => {
  it("is given and undone by a proctor of the sitting only, after a look at the identity card", async () => {
    const { db } = database();
    const { office, proctor, foreigner, sittingId, registrationId, candidateNumber, admissionCode, begin, opens, signIn, isSignedIn, given, acts } = await scene(db);
    const before = await given(reissueCode(office, { registrationId, reason }));
    const attemptId = await begin();
    const old = await signIn(before.admissionCode);
    for (const state of ["active", "paused"]) {
      if (state === "paused") await append(db, attemptId, [{ kind: "paused", payload: { by: "p" }, serverTimeMs: NOW + 1 }]);
      expect(await reissueCode(office, { registrationId, reason })).toEqual({ ok: false, reason: "only-room-gives-code" });
      expect(await undoReissue(office, { registrationId, number: 1 })).toEqual({ ok: false, reason: "only-room-gives-code" });
    }
    const inRoom = (context: typeof proctor, identityChecked: boolean) => reissueCodeInRoom(context, { registrationId, reason, identityChecked });
    expect(await inRoom(foreigner, true)).toEqual({ ok: false, reason: "not-your-sitting" });
    expect(await inRoom(office, true)).toEqual({ ok: false, reason: "not-your-sitting" });
    expect(await inRoom(proctor, false)).toEqual({ ok: false, reason: "identity-not-checked" });
    expect([await isSignedIn(old), await opens(before.admissionCode)]).toEqual([true, true]);

    const code = await given(inRoom(proctor, true));
    expect([await isSignedIn(old), await opens(before.admissionCode), await opens(code.admissionCode)]).toEqual([false, false, true]);
    const watched = await watchSitting(proctor, sittingId);
    expect(watched.ok && watched.candidates.find((one) => one.registrationId === registrationId)?.undo).toBe(2);
    expect(await undoReissueInRoom(foreigner, { registrationId, number: 2 })).toEqual({ ok: false, reason: "not-your-sitting" });
    expect(await undoReissueInRoom(proctor, { registrationId, number: 2 })).toEqual({ ok: true, candidateNumber });
    expect([await opens(before.admissionCode), await opens(code.admissionCode), await opens(admissionCode)]).toEqual([true, false, false]);
    expect((await acts()).map(({ kind, payload }) => [kind, (payload as { identityChecked?: boolean }).identityChecked])).toEqual([["code-reissued", false], ["code-reissued", true], ["code-reissue-undone", undefined]]);

    await append(db, attemptId, [{ kind: "terminated", payload: { by: "p" }, serverTimeMs: NOW + 9 }]);
    expect(await reissueCode(office, { registrationId, reason })).toMatchObject({ ok: true });
  });
});
