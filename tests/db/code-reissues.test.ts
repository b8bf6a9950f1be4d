import { randomUUID } from "node:crypto";
import { insertCodeReissue, markReissueUndone, newestReissues } from "#db/code-reissues.ts";
import { textHash } from "#db/hash-chain.ts";
import { transact } from "#db/open.ts";
import { endSignInsOfRegistration, findSignIn, insertSignIn } from "#db/sign-ins.ts";
import { codeHmacOf, replaceCode } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { NOW, registerAnother, storeSample } from "./support/sample.ts";

onEachDatabase("a code that was given anew", (database) => {
  const give = (registrationId: string, previousCodeHmac: string, nowMs = NOW) =>
    transact(database().db, (trx) => insertCodeReissue(trx, { registrationId, personId: "p", previousCodeHmac, identityChecked: true, reason: "letter lost", nowMs }));

  it("is counted for each registration, and the newest is the one that can be undone", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const another = await registerAnother(db, sample);
    const ids = [sample.registrationId, another.registrationId];
    expect(await newestReissues(db.read, ids)).toEqual(new Map());
    expect(await newestReissues(db.read, [])).toEqual(new Map());
    expect((await give(ids[0]!, "one")).number).toBe(1);
    expect((await give(ids[1]!, "other")).number).toBe(1);
    expect((await give(ids[0]!, "two", NOW + 5)).number).toBe(2);
    await transact(db, (trx) => markReissueUndone(trx, { registrationId: ids[1]!, number: 1, personId: "q", nowMs: NOW + 6 }));
    expect(await newestReissues(db.read, ids)).toEqual(
      new Map([
        [ids[0], { registrationId: ids[0], number: 2, previousCodeHmac: "two", givenAtMs: NOW + 5, isUndone: false }],
        [ids[1], { registrationId: ids[1], number: 1, previousCodeHmac: "other", givenAtMs: NOW, isUndone: true }],
      ]),
    );
  });

  it("keeps its reason beside the audit, which gets a salted hash of it", async () => {
    const { db } = database();
    const { registrationId } = await storeSample(db);
    const { reasonHash } = await give(registrationId, "one");
    const row = await db.write.selectFrom("code_reissue").selectAll().where("registration_id", "=", registrationId).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ person_id: "p", reason: "letter lost", identity_checked: 1, undone_by: null, undone_at_ms: null });
    expect(reasonHash).toBe(textHash(row.salt, "letter lost"));
    expect((await give(registrationId, "two")).reasonHash).not.toBe(reasonHash);
  });

  it("gets a number of its own when two are given at once", async () => {
    const { registrationId } = await storeSample(database().db);
    const given = await Promise.all([1, 2, 3, 4].map((n) => give(registrationId, `code ${n}`)));
    expect(given.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4]);
  });

  it("ends the sign-ins of its registration and of no other, and the code that counts can be read", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const another = await registerAnother(db, sample);
    const signIn = async (personId: string, registrationId: string | null) => {
      const tokenHash = randomUUID();
      await transact(db, (trx) => insertSignIn(trx, { tokenHash, personId, registrationId, nowMs: NOW, expiresAtMs: NOW + 9_000, complete: true }));
      return tokenHash;
    };
    const tokens = [await signIn(sample.personId, sample.registrationId), await signIn(sample.personId, sample.registrationId), await signIn(sample.personId, null), await signIn(another.personId, another.registrationId)];
    await transact(db, (trx) => endSignInsOfRegistration(trx, sample.registrationId, NOW + 1));
    expect(await Promise.all(tokens.map(async (token) => (await findSignIn(db.read, token, NOW + 2)) !== null))).toEqual([false, false, true, true]);
    await transact(db, (trx) => endSignInsOfRegistration(trx, sample.registrationId, NOW + 5));
    expect((await db.write.selectFrom("sign_in").select("ended_at_ms").where("token_hash", "=", tokens[0]!).executeTakeFirst())?.ended_at_ms).toBe(NOW + 1);
    await transact(db, (trx) => replaceCode(trx, sample.registrationId, "another hmac"));
    expect(await codeHmacOf(db.read, sample.registrationId)).toBe("another hmac");
  });
});
