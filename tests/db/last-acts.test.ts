import { randomUUID } from "node:crypto";
import { transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { emailOfStaffSignIn, endSignIn, findSignIn, insertSignIn, noteActs } from "#db/sign-ins.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { NOW } from "./support/sample.ts";

onEachDatabase("a sign-in", (database) => {
  const signIn = async (registrationId: string | null = null) => {
    const { db } = database();
    const [tokenHash, personId] = [randomUUID(), randomUUID()];
    const email = `${personId}@example.org`;
    await transact(db, async (trx) => {
      await insertPerson(trx, { id: personId, email, name: "Aoife", passwordHash: null, roles: [], nowMs: NOW });
      await insertSignIn(trx, { tokenHash, personId, registrationId, nowMs: NOW, expiresAtMs: NOW + 9_000, complete: true });
    });
    return { db, tokenHash, email };
  };

  it("knows its last act, which never goes back", async () => {
    const { db, tokenHash } = await signIn();
    const other = await signIn();
    const last = async (token: string) => (await findSignIn(db.read, token, NOW + 1))?.lastActMs;
    expect(await last(tokenHash)).toBe(NOW);
    await transact(db, (trx) => noteActs(trx, [{ tokenHash, atMs: NOW + 500 }, { tokenHash: randomUUID(), atMs: NOW + 9 }]));
    await transact(db, (trx) => noteActs(trx, [{ tokenHash, atMs: NOW + 100 }]));
    expect([await last(tokenHash), await last(other.tokenHash)]).toEqual([NOW + 500, NOW]);
  });

  it("says whose it was after it has run out, but not after it was ended, nor a candidate's", async () => {
    const { db, tokenHash, email } = await signIn();
    expect(await findSignIn(db.read, tokenHash, NOW + 9_000)).toBeNull();
    expect(await emailOfStaffSignIn(db.read, tokenHash)).toBe(email);
    await transact(db, (trx) => endSignIn(trx, tokenHash, NOW + 1));
    expect(await emailOfStaffSignIn(db.read, tokenHash)).toBeNull();
    expect(await emailOfStaffSignIn(db.read, (await signIn("r")).tokenHash)).toBeNull();
    expect(await emailOfStaffSignIn(db.read, randomUUID())).toBeNull();
  });
});
