import { randomUUID } from "node:crypto";
import { textHash } from "#db/hash-chain.ts";
import { transact, type Db } from "#db/open.ts";
import { clearSecondFactor, findPerson, insertPerson, setTotpSecret, useTotpStep } from "#db/people.ts";
import { deleteRecoveryCodes, hasRecoveryCodes, insertRecoveryCodes, insertSecondFactorReset, useRecoveryCode } from "#db/recovery-codes.ts";
import { endStaffSignIns, findSignIn, insertSignIn } from "#db/sign-ins.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { NOW } from "./support/sample.ts";

async function person(db: Db): Promise<string> {
  const id = randomUUID();
  await transact(db, (trx) => insertPerson(trx, { id, email: null, name: "Aoife", passwordHash: null, roles: ["office"], nowMs: NOW }));
  return id;
}

onEachDatabase("recovery codes", (database) => {
  it("are used up one by one, each by its person only, and deleted together", async () => {
    const { db } = database();
    const [one, other] = [await person(db), await person(db)];
    const use = (personId: string, hmac: string) => transact(db, (trx) => useRecoveryCode(trx, personId, hmac, NOW));
    expect(await hasRecoveryCodes(db.read, one)).toBe(false);
    await transact(db, (trx) => insertRecoveryCodes(trx, one, ["a", "b"], NOW));
    await transact(db, (trx) => insertRecoveryCodes(trx, other, ["a"], NOW));
    expect([await use(one, "a"), await use(one, "a"), await use(other, "b"), await use(one, "c")]).toEqual([1, null, null, null]);
    expect([await use(one, "b"), await use(other, "a")]).toEqual([0, 0]);
    expect(await hasRecoveryCodes(db.read, one)).toBe(true);
    await transact(db, (trx) => deleteRecoveryCodes(trx, one));
    expect([await hasRecoveryCodes(db.read, one), await hasRecoveryCodes(db.read, other)]).toEqual([false, true]);
  });
});

onEachDatabase("a second factor that is reset", (database) => {
  it("is as if it had never been; resets are counted, also two at once, with a salted hash of their reason", async () => {
    const { db } = database();
    const id = await person(db);
    await transact(db, (trx) => setTotpSecret(trx, id, "SECRET"));
    await transact(db, (trx) => useTotpStep(trx, id, 100, NOW));
    await transact(db, (trx) => clearSecondFactor(trx, id));
    expect(await findPerson(db.read, id)).toMatchObject({ totp_secret: null, totp_confirmed_at_ms: null, totp_last_step: null });
    const both = await Promise.all([1, 2].map(() => transact(db, (trx) => insertSecondFactorReset(trx, { personId: id, by: null, reason: "lost", nowMs: NOW }))));
    expect(both.map(({ number }) => number).sort()).toEqual([1, 2]);
    const rows = await db.write.selectFrom("second_factor_reset").selectAll().where("person_id", "=", id).execute();
    for (const { number, reasonHash } of both) expect(textHash(rows.find((row) => row.number === number)!.salt, "lost")).toBe(reasonHash);
  });

  it("ends the sign-ins as staff and leaves those with an admission code", async () => {
    const { db } = database();
    const [one, other] = [await person(db), await person(db)];
    const signIn = async (personId: string, registrationId: string | null) => {
      const tokenHash = randomUUID();
      await transact(db, (trx) => insertSignIn(trx, { tokenHash, personId, registrationId, nowMs: NOW, expiresAtMs: NOW + 9_000, complete: true }));
      return tokenHash;
    };
    const tokens = [await signIn(one, null), await signIn(one, null), await signIn(one, "r"), await signIn(other, null)];
    await transact(db, (trx) => endStaffSignIns(trx, one, NOW + 1));
    expect(await Promise.all(tokens.map(async (token) => (await findSignIn(db.read, token, NOW + 2)) !== null))).toEqual([false, false, true, true]);
  });
});
