import { randomUUID } from "node:crypto";
import { transact, type Db } from "#db/open.ts";
import { adminsThatCanSignIn, everyName, findPerson, findPersonByEmail, insertPerson, listPeople, namesOf, replaceTotpSecret, rolesOf, setTotpSecret, staffRights, totpSecrets, useTotpStep } from "#db/people.ts";
import { loadSettings, storeSetting } from "#db/settings.ts";
import { completeSignIn, endSignIn, findSignIn, insertSignIn, registrationsOfSignIns } from "#db/sign-ins.ts";
import { assignProctor } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { NOW, storeSample } from "./support/sample.ts";

const HOUR = 3_600_000;

async function storePerson(db: Db, change: { id?: string; email?: string | null; name?: string; roles?: string[] } = {}): Promise<string> {
  const id = randomUUID();
  const person = { id, email: null, name: "Aoife Brennan", passwordHash: "hash", roles: ["proctor"], nowMs: NOW, ...change };
  await transact(db, (trx) => insertPerson(trx, person));
  return person.id;
}

const disable = (db: Db, id: string) => db.write.updateTable("person").set({ disabled_at_ms: NOW }).where("id", "=", id).execute();

onEachDatabase("people", (database) => {
  it("are found by their address however it is written, and never by none", async () => {
    const { db } = database();
    const mark = randomUUID();
    const id = await storePerson(db, { email: `Aoife.${mark}@Example.org` });
    await storePerson(db, { email: null });
    const stored = await findPerson(db.read, id);
    expect(stored).toMatchObject({ id, email: `aoife.${mark}@example.org`, password_hash: "hash", totp_secret: null, created_at_ms: NOW, disabled_at_ms: null });
    expect(await findPersonByEmail(db.read, `AOIFE.${mark}@example.ORG`)).toEqual(stored);
    expect(await findPersonByEmail(db.read, `aoife.${mark}@example`)).toBeNull();
    expect(await findPersonByEmail(db.read, "")).toBeNull();
    expect(await findPerson(db.read, randomUUID())).toBeNull();
  });

  it("have the roles they were given, in the order of the alphabet, and a stranger none", async () => {
    const { db } = database();
    const id = await storePerson(db, { roles: ["proctor", "author", "board"] });
    expect(await rolesOf(db.read, id)).toEqual(["author", "board", "proctor"]);
    expect(await rolesOf(db.read, await storePerson(db, { roles: [] }))).toEqual([]);
    expect(await rolesOf(db.read, randomUUID())).toEqual([]);
  });

  it("have the rights of this moment, each their own, and none once they are disabled", async () => {
    const { db } = database();
    const [first, second] = [await storeSample(db), await storeSample(db)];
    const [one, other, gone] = [await storePerson(db, { roles: ["proctor", "office"] }), await storePerson(db), await storePerson(db)];
    await transact(db, async (trx) => {
      for (const [sitting, person] of [[first, one], [second, one], [second, other], [first, gone]] as const) await assignProctor(trx, sitting.sittingId, person);
    });
    await disable(db, gone);
    const rights = await staffRights(db.read, [one, other, gone, randomUUID()]);
    expect([...rights.keys()].sort()).toEqual([one, other].sort());
    expect([rights.get(one)!.roles.toSorted(), rights.get(one)!.proctorOf.toSorted()]).toEqual([["office", "proctor"], [first.sittingId, second.sittingId].sort()]);
    expect(rights.get(other)).toEqual({ personId: other, roles: ["proctor"], proctorOf: [second.sittingId] });
    expect(await staffRights(db.read, [])).toEqual(new Map());
  });

  it("are listed by name and, of one name, always in the same order, without anything that signs them in", async () => {
    const { db } = database();
    const name = `Maja ${randomUUID()}`;
    const ids = [randomUUID(), randomUUID(), randomUUID()].sort();
    for (const id of [ids[1]!, ids[2]!, ids[0]!]) await storePerson(db, { id, name, roles: ["proctor", "author"] });
    const before = await storePerson(db, { name: `Anna ${randomUUID()}` });
    await transact(db, async (trx) => {
      await setTotpSecret(trx, ids[0]!, "SECRET");
      await useTotpStep(trx, ids[0]!, 7, NOW);
    });
    await disable(db, ids[1]!);
    const listed = (await listPeople(db.read)).filter((one) => [...ids, before].includes(one.id));
    const plain = { email: null, name, roles: ["author", "proctor"], disabled: false, hasSecondFactor: false };
    expect(listed.slice(1)).toEqual([{ ...plain, id: ids[0], hasSecondFactor: true }, { ...plain, id: ids[1], disabled: true }, { ...plain, id: ids[2] }]);
    expect(listed[0]!.id).toBe(before);
  });

  it("are told by name and address alone to whoever compares names", async () => {
    const { db } = database();
    const [id, other] = [await storePerson(db, { name: "Ångström", email: `${randomUUID()}@example.org` }), await storePerson(db, { name: "Brennan" })];
    const all = await everyName(db.read);
    expect(all.map((one) => one.id)).toEqual(all.map((one) => one.id).toSorted());
    expect(all.find((one) => one.id === id)).toEqual({ id, name: "Ångström", email: expect.stringMatching(/@example\.org$/) });
    expect(await namesOf(db.read, [id, other, randomUUID()])).toEqual(new Map([[id, "Ångström"], [other, "Brennan"]]));
    expect(await namesOf(db.read, [])).toEqual(new Map());
  });

  it("count as administrators who can sign in with the role and a password, until they are disabled", async () => {
    const { db } = database();
    const before = await adminsThatCanSignIn(db.read);
    await storePerson(db, { roles: ["office"] });
    await transact(db, (trx) => insertPerson(trx, { id: randomUUID(), email: null, name: "No Password", passwordHash: null, roles: ["admin"], nowMs: NOW }));
    expect(await adminsThatCanSignIn(db.read)).toBe(before);
    const id = await storePerson(db, { roles: ["admin", "office"] });
    expect(await adminsThatCanSignIn(db.read)).toBe(before + 1);
    await disable(db, id);
    expect(await adminsThatCanSignIn(db.read)).toBe(before);
  });
});

onEachDatabase("a second factor", (database) => {
  const factorOf = async (id: string) => {
    const { totp_secret: secret, totp_confirmed_at_ms: confirmedAtMs, totp_last_step: lastStep } = (await findPerson(database().db.read, id))!;
    return { secret, confirmedAtMs, lastStep };
  };

  it("is confirmed by the first code and keeps that time; each code counts once, an older one never", async () => {
    const { db } = database();
    const [id, other] = [await storePerson(db), await storePerson(db)];
    const use = (step: number, nowMs: number) => transact(db, (trx) => useTotpStep(trx, id, step, nowMs));
    await transact(db, (trx) => setTotpSecret(trx, id, "SECRET"));
    expect(await factorOf(id)).toEqual({ secret: "SECRET", confirmedAtMs: null, lastStep: null });
    expect(await use(100, NOW)).toBe(true);
    expect(await use(100, NOW + 1)).toBe(false);
    expect(await use(99, NOW + 2)).toBe(false);
    expect(await use(101, NOW + 3)).toBe(true);
    expect(await factorOf(id)).toEqual({ secret: "SECRET", confirmedAtMs: NOW, lastStep: 101 });
    expect(await factorOf(other)).toEqual({ secret: null, confirmedAtMs: null, lastStep: null });
    expect(await transact(db, (trx) => useTotpStep(trx, randomUUID(), 1, NOW))).toBe(false);
  });

  it("gives one of two uses of a code at the same moment", async () => {
    const { db } = database();
    const id = await storePerson(db);
    await transact(db, (trx) => setTotpSecret(trx, id, "SECRET"));
    const used = await Promise.all([1, 2, 3].map((ms) => transact(db, (trx) => useTotpStep(trx, id, 5, NOW + ms))));
    expect(used.filter(Boolean)).toHaveLength(1);
  });

  it("is stored in another form without becoming another", async () => {
    const { db } = database();
    const id = await storePerson(db);
    await transact(db, (trx) => setTotpSecret(trx, id, "SECRET"));
    await transact(db, (trx) => useTotpStep(trx, id, 100, NOW));
    await transact(db, (trx) => replaceTotpSecret(trx, id, "ENCRYPTED"));
    expect(await factorOf(id)).toEqual({ secret: "ENCRYPTED", confirmedAtMs: NOW, lastStep: 100 });
    expect((await totpSecrets(db.read)).filter(({ personId }) => personId === id)).toEqual([{ personId: id, secret: "ENCRYPTED" }]);
    expect((await totpSecrets(db.read)).every(({ secret }) => typeof secret === "string")).toBe(true);
  });

  it("begins anew with a new secret: confirmed by nobody, no step used", async () => {
    const { db } = database();
    const id = await storePerson(db);
    await transact(db, (trx) => setTotpSecret(trx, id, "SECRET"));
    await transact(db, (trx) => useTotpStep(trx, id, 100, NOW));
    await transact(db, (trx) => setTotpSecret(trx, id, "ANOTHER"));
    expect(await factorOf(id)).toEqual({ secret: "ANOTHER", confirmedAtMs: null, lastStep: null });
  });
});

onEachDatabase("a sign-in", (database) => {
  const signIn = async (personId: string, { registrationId = null, complete = true }: { registrationId?: string | null; complete?: boolean } = {}) => {
    const tokenHash = randomUUID();
    await transact(database().db, (trx) => insertSignIn(trx, { tokenHash, personId, registrationId, nowMs: NOW, expiresAtMs: NOW + HOUR, complete }));
    return tokenHash;
  };
  const found = (tokenHash: string, nowMs = NOW) => findSignIn(database().db.read, tokenHash, nowMs);
  const timesOf = (tokenHash: string) =>
    database().db.read.selectFrom("sign_in").select(["complete_at_ms", "ended_at_ms"]).where("token_hash", "=", tokenHash).executeTakeFirstOrThrow();

  it("says who holds it, until the moment it expires", async () => {
    const { db } = database();
    const personId = await storePerson(db, { roles: ["office", "author"] });
    const tokenHash = await signIn(personId);
    await signIn(await storePerson(db));
    const facts = { tokenHash, personId, registrationId: null, name: "Aoife Brennan", roles: ["author", "office"], complete: true, expiresAtMs: NOW + HOUR, lastActMs: NOW };
    expect(await found(tokenHash, NOW + HOUR - 1)).toEqual(facts);
    expect(await found(tokenHash, NOW + HOUR)).toBeNull();
    expect(await found("unknown")).toBeNull();
  });

  it("is complete from the second factor on, and keeps the first time of it", async () => {
    const { db } = database();
    const personId = await storePerson(db);
    const [tokenHash, other] = [await signIn(personId, { complete: false }), await signIn(personId, { complete: false })];
    expect(await found(tokenHash)).toMatchObject({ complete: false });
    await transact(db, (trx) => completeSignIn(trx, tokenHash, NOW + 1));
    await transact(db, (trx) => completeSignIn(trx, tokenHash, NOW + 2));
    expect(await found(tokenHash)).toMatchObject({ complete: true });
    expect(await timesOf(tokenHash)).toEqual({ complete_at_ms: NOW + 1, ended_at_ms: null });
    expect(await found(other)).toMatchObject({ complete: false });
  });

  it("ends for its own browser, once and for good", async () => {
    const { db } = database();
    const personId = await storePerson(db);
    const [tokenHash, other] = [await signIn(personId, { complete: false }), await signIn(personId)];
    await transact(db, (trx) => endSignIn(trx, tokenHash, NOW + 1));
    await transact(db, (trx) => endSignIn(trx, tokenHash, NOW + 2));
    await transact(db, (trx) => completeSignIn(trx, tokenHash, NOW + 3));
    expect(await found(tokenHash)).toBeNull();
    expect(await timesOf(tokenHash)).toEqual({ complete_at_ms: null, ended_at_ms: NOW + 1 });
    expect(await found(other)).not.toBeNull();
  });

  it("is worth nothing once its person is disabled", async () => {
    const { db } = database();
    const personId = await storePerson(db);
    const tokenHash = await signIn(personId);
    await disable(db, personId);
    expect(await found(tokenHash)).toBeNull();
  });

  it("leads a candidate to one registration, and nobody else to any", async () => {
    const { db } = database();
    const [sample, another, disabled] = [await storeSample(db), await storeSample(db), await storeSample(db)];
    const [valid, second, incomplete, ended, lost] = [
      await signIn(sample.personId, sample),
      await signIn(another.personId, another),
      await signIn(sample.personId, { ...sample, complete: false }),
      await signIn(sample.personId, sample),
      await signIn(disabled.personId, disabled),
    ];
    const staff = await signIn(await storePerson(db));
    await transact(db, (trx) => endSignIn(trx, ended, NOW));
    await disable(db, disabled.personId);
    const all = [valid, second, incomplete, ended, lost, staff, "unknown"];
    const own = new Map([[valid, sample.registrationId], [second, another.registrationId]]);
    expect(await registrationsOfSignIns(db.read, all, NOW + HOUR - 1)).toEqual(own);
    expect(await registrationsOfSignIns(db.read, [second], NOW)).toEqual(new Map([[second, another.registrationId]]));
    expect(await registrationsOfSignIns(db.read, all, NOW + HOUR)).toEqual(new Map());
    expect(await registrationsOfSignIns(db.read, [], NOW)).toEqual(new Map());
  });
});

onEachDatabase("a setting", (database) => {
  it("is unset until it is stored, then the last value counts", async () => {
    const { db } = database();
    expect(await loadSettings(db.read)).toEqual({});
    await transact(db, async (trx) => {
      await storeSetting(trx, "telephone", "+32 2 000 00 00");
      await storeSetting(trx, "organisation", "A society");
    });
    await transact(db, (trx) => storeSetting(trx, "organisation", ""));
    expect(await loadSettings(db.read)).toEqual({ telephone: "+32 2 000 00 00", organisation: "" });
  });
});
