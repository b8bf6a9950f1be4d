import { randomUUID } from "node:crypto";
import { confirmSecondFactor } from "#app/usecases/account/confirm-second-factor.ts";
import { keepFailedSignIns } from "#app/usecases/account/keep-failed-sign-ins.ts";
import { setUpSecondFactor } from "#app/usecases/account/set-up-second-factor.ts";
import { resetSecondFactor } from "#app/usecases/admin/reset-second-factor.ts";
import { newCode, plainCode } from "#app/usecases/make-admission-code.ts";
import { isRecoveryCode, newRecoveryCodes, recoveryCodeHmac } from "#app/usecases/recovery-codes.ts";
import { transact, type Db } from "#db/open.ts";
import { findPerson, insertPerson, replaceTotpSecret } from "#db/people.ts";
import { findSignIn, insertSignIn } from "#db/sign-ins.ts";
import { generate } from "otplib";
import { expect, it } from "vitest";
import { auditAbout, withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW } from "../db/support/sample.ts";

const wrong = { ok: false, reason: "wrong-second-factor" };

/** A member of staff who has just set up the second factor, and the codes that were shown; `enter` begins a sign-in and completes it. */
async function withFactor(db: Db) {
  let time = NOW;
  const context = contextOf(db, { now: () => time });
  const [personId, email] = [randomUUID(), `${randomUUID()}@example.org`];
  await transact(db, (trx) => insertPerson(trx, { id: personId, email, name: "Katrin Hofstätter", passwordHash: "hash", roles: ["office"], nowMs: NOW }));
  const begin = async (registrationId: string | null = null) => {
    const tokenHash = randomUUID();
    await transact(db, (trx) => insertSignIn(trx, { tokenHash, personId, registrationId, nowMs: time, expiresAtMs: time + 9_000_000, complete: false }));
    return tokenHash;
  };
  const enter = async (code: string) => {
    const tokenHash = await begin();
    const done = await confirmSecondFactor(context, { tokenHash, personId }, { code, browser: null, address: "192.0.2.1" });
    return { done, complete: (await findSignIn(db.write, tokenHash, time))?.complete };
  };
  const setUp = await setUpSecondFactor(context, { personId });
  if (!setUp.ok) throw new Error(setUp.reason);
  const { secret } = setUp;
  const codeNow = () => generate({ secret, epoch: Math.floor(time / 1_000) });
  const { done } = await enter(await codeNow());
  if (!done.ok) throw new Error(done.reason);
  return { context, personId, email, begin, enter, codeNow, codes: done.recoveryCodes ?? [], pass: (milliseconds: number) => void (time += milliseconds), time: () => time, acts: () => auditAbout(db, null, personId) };
}

onEachDatabase("recovery codes", (database) => {
  it("are ten, shown with the first code of a person and never again; the database holds none of them", async () => {
    const { db } = database();
    const { codes, enter, codeNow, pass, acts } = await withFactor(db);
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/);
    pass(60_000);
    expect((await enter(await codeNow())).done).toMatchObject({ ok: true, recoveryCodes: null });
    expect(await acts()).toMatchObject([{ kind: "second-factor-passed", payload: { recoveryCodes: 10 } }, { kind: "second-factor-passed", payload: {} }]);
    const stored = JSON.stringify([await db.write.selectFrom("recovery_code").selectAll().execute(), await db.write.selectFrom("audit_event").selectAll().execute()]);
    for (const code of codes) expect(stored).not.toContain(code);
  });

  it("work once each in the place of the authenticator, in small letters too, also when its secret cannot be read", async () => {
    const { db } = database();
    const { codes, enter, personId, acts } = await withFactor(db);
    expect(await enter(codes[3]!.toLowerCase().replaceAll("-", " "))).toMatchObject({ done: { ok: true, recoveryCodes: null }, complete: true });
    expect(await enter(codes[3]!)).toEqual({ done: wrong, complete: false });
    expect(await enter("0000-0000-0000")).toEqual({ done: wrong, complete: false });
    await transact(db, (trx) => replaceTotpSecret(trx, personId, "v1.unreadable"));
    expect(await enter("123456")).toMatchObject({ done: { reason: "second-factor-unreadable" } });
    expect(await enter(codes[0]!)).toMatchObject({ done: { ok: true }, complete: true });
    expect((await acts()).slice(1)).toEqual([9, 8].map((left) => ({ kind: "recovery-code-used", by: personId, payload: { left } })));
  });

  it("count once although one is sent twice at once, and are slowed down and noted as other guesses are", async () => {
    const { db } = database();
    const { codes, enter, context, personId } = await withFactor(db);
    const twice = await Promise.all([enter(codes[0]!), enter(codes[0]!)]);
    expect(twice.filter(({ done }) => done.ok)).toHaveLength(1);
    const guesses = await Promise.all(Array.from({ length: 12 }, () => enter("0000-0000-0001")));
    expect(guesses.filter(({ done }) => !done.ok && done.reason === "wrong-second-factor").length).toBeLessThanOrEqual(5);
    expect((await enter(codes[1]!)).done).toMatchObject({ reason: "slow-down" });
    await keepFailedSignIns(context, context.failedSignIns.take());
    const kinds = (await auditAbout(db, personId)).map(({ kind }) => kind);
    expect(kinds.length).toBeGreaterThan(0);
    expect(new Set(kinds)).toEqual(new Set(["sign-in-failed"]));
  });

  it("belong to one person, and to nobody who has not confirmed the factor", async () => {
    const { db } = database();
    const [one, other] = [await withFactor(db), await withFactor(db)];
    expect((await other.enter(one.codes[0]!)).done).toEqual(wrong);
    await db.write.updateTable("person").set({ totp_confirmed_at_ms: null }).where("id", "=", one.personId).execute();
    expect((await one.enter(one.codes[0]!)).done).toEqual(wrong);
    expect(recoveryCodeHmac(one.context.secrets, "p", "01AB-CDEF-GHJK")).toBe(recoveryCodeHmac(one.context.secrets, "p", "olab cdef ghjk"));
    expect(recoveryCodeHmac(one.context.secrets, "q", "01AB-CDEF-GHJK")).not.toBe(recoveryCodeHmac(one.context.secrets, "p", "01AB-CDEF-GHJK"));
    expect(["123456", "123 456", "", "01AB-CDEF-GHJ"].map(isRecoveryCode)).toEqual([false, false, false, false]);
    expect([newCode((length) => new Uint8Array(length), 3), plainCode(" olab–cdef ghjk ")]).toEqual(["0000-0000-0000", "01ABCDEFGHJK"]);
    expect(newRecoveryCodes((length) => new Uint8Array(length)).every(isRecoveryCode)).toBe(true);
  });

  it("are not made where they could not be shown, but with the next code", async () => {
    const { db } = database();
    const { context, personId, begin, enter, codeNow, pass } = await withFactor(db);
    await db.write.deleteFrom("recovery_code").where("person_id", "=", personId).execute();
    pass(60_000);
    const over = await confirmSecondFactor(context, { tokenHash: await begin(), personId }, { code: await codeNow(), browser: null, address: "", inPlace: true });
    expect(over).toMatchObject({ ok: true, recoveryCodes: null });
    pass(60_000);
    const { done } = await enter(await codeNow());
    expect(done.ok && done.recoveryCodes).toHaveLength(10);
  });

  it("are not used up when the sign-in cannot be kept", async () => {
    const { db } = database();
    const { codes, enter } = await withFactor(db);
    await expect(withoutTable(db, "audit_event", () => enter(codes[0]!))).rejects.toThrow();
    expect((await enter(codes[0]!)).done).toMatchObject({ ok: true });
  });
});

onEachDatabase("a second factor that is reset", (database) => {
  const reason = "telephone stolen, known to me in person";

  it("is gone with its recovery codes, ends the sign-ins as staff, and is set up anew; the reason stands beside the audit", async () => {
    const { db } = database();
    const { context, personId, email, begin, codes, enter, time } = await withFactor(db);
    const [staff, candidate] = [await begin(), await begin("a registration")];
    expect(await resetSecondFactor(context, { email: ` ${email.toUpperCase()} `, reason: ` ${reason} `, by: null })).toEqual({ ok: true, name: "Katrin Hofstätter" });
    expect(await findPerson(db.write, personId)).toMatchObject({ totp_secret: null, totp_confirmed_at_ms: null, totp_last_step: null });
    expect([await findSignIn(db.write, staff, time()), (await findSignIn(db.write, candidate, time()))?.personId]).toEqual([null, personId]);
    expect((await enter(codes[0]!)).done).toEqual({ ok: false, reason: "second-factor-missing" });
    expect(await auditAbout(db, personId)).toEqual([{ kind: "second-factor-reset", by: null, payload: { number: 1, reasonHash: expect.stringMatching(/^[0-9a-f]{64}$/) } }]);
    expect(JSON.stringify(await db.write.selectFrom("audit_event").selectAll().execute())).not.toContain(reason);
    expect(await db.write.selectFrom("second_factor_reset").selectAll().where("person_id", "=", personId).execute()).toMatchObject([{ reason, reset_by: null, reset_at_ms: time() }]);

    const anew = await setUpSecondFactor(context, { personId });
    if (!anew.ok) throw new Error(anew.reason);
    const { done } = await enter(await generate({ secret: anew.secret, epoch: Math.floor(time() / 1_000) }));
    expect(done.ok && done.recoveryCodes).toHaveLength(10);
    expect(done.ok && done.recoveryCodes?.some((code) => codes.includes(code))).toBe(false);
  });

  it("needs a reason and somebody who has one, and is whole or not at all", async () => {
    const { db } = database();
    const { context, personId, email, codes, enter } = await withFactor(db);
    expect(await resetSecondFactor(context, { email, reason: " ", by: null })).toEqual({ ok: false, reason: "reason-needed" });
    expect(await resetSecondFactor(context, { email, reason: "x".repeat(501), by: null })).toEqual({ ok: false, reason: "reason-too-long" });
    expect(await resetSecondFactor(context, { email: "nobody@example.org", reason, by: null })).toEqual({ ok: false, reason: "unknown-person" });
    for (const table of ["audit_event", "second_factor_reset"]) await expect(withoutTable(db, table, () => resetSecondFactor(context, { email, reason, by: null }))).rejects.toThrow();
    expect((await enter(codes[0]!)).done).toMatchObject({ ok: true });
    expect(await resetSecondFactor(context, { email, reason, by: "an admin" })).toMatchObject({ ok: true });
    expect(await resetSecondFactor(context, { email, reason, by: "an admin" })).toEqual({ ok: false, reason: "no-second-factor" });
    expect((await auditAbout(db, personId)).map(({ by }) => by)).toEqual(["an admin"]);
  });
});
