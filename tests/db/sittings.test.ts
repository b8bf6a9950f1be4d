import { randomUUID } from "node:crypto";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import {
  assignProctor,
  candidateNumbers,
  findRegistration,
  findRegistrationByCode,
  findRegistrations,
  findSitting,
  findSittings,
  insertRegistration,
  insertSitting,
  listSittings,
  registrationsOfPerson,
  registrationsOfSitting,
  replaceCode,
  sittingsOfProctor,
  type Sitting,
} from "#db/sittings.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { NOW, registerAnother, storeSample } from "./support/sample.ts";

const DAY = 86_400_000;

/** Sittings of one form that open at these times, their identifiers in the order of the alphabet. */
async function storeSittings(db: Db, opens: readonly number[]): Promise<Sitting[]> {
  const { formId } = await storeSample(db);
  const ids = opens.map(() => randomUUID()).sort();
  const sittings = opens.map((opensAtMs, index): Sitting => ({ id: ids[index]!, title: `Sitting ${index}`, formId, practice: false, admits: "proctor", opensAtMs, lastStartAtMs: opensAtMs + DAY, graceSeconds: 45, timeZone: "Europe/Lisbon", resultsExpectedOn: "2026-12-24" }));
  await transact(db, async (trx) => {
    // Stored the other way round, so that no order is right by chance.
    for (const sitting of sittings.toReversed()) await insertSitting(trx, { ...sitting, nowMs: NOW });
  });
  return sittings;
}

async function storeProctor(db: Db): Promise<string> {
  const id = randomUUID();
  await transact(db, (trx) => insertPerson(trx, { id, email: null, name: "Aoife Brennan", passwordHash: null, roles: ["proctor"], nowMs: NOW }));
  return id;
}

onEachDatabase("a sitting", (database) => {
  it("is given back as it was stored, with what may be absent", async () => {
    const { db } = database();
    const [exam] = await storeSittings(db, [NOW]);
    expect(await findSitting(db.read, exam!.id)).toEqual(exam);
    const practice: Sitting = { ...exam!, id: randomUUID(), practice: true, admits: "automatic", lastStartAtMs: null, resultsExpectedOn: null };
    await transact(db, (trx) => insertSitting(trx, { ...practice, nowMs: NOW }));
    expect(await findSittings(db.read, [practice.id, exam!.id, randomUUID()])).toEqual(new Map([[practice.id, practice], [exam!.id, exam]]));
    expect(await findSitting(db.read, randomUUID())).toBeNull();
    expect(await findSittings(db.read, [])).toEqual(new Map());
  });

  it("is listed with the latest first, and those of one moment always in the same order", async () => {
    const { db } = database();
    const [first, second, third, fourth] = await storeSittings(db, [NOW, NOW + DAY, NOW, NOW + DAY]);
    const mine = (await listSittings(db.read)).filter(({ id }) => [first, second, third, fourth].some((one) => one!.id === id));
    expect(mine).toEqual([second, fourth, first, third]);
  });

  it("is shown to the proctors in charge of it, in the order of the list, however often they were put in charge", async () => {
    const { db } = database();
    const [first, second, third, other] = await storeSittings(db, [NOW, NOW + DAY, NOW, NOW]);
    const [proctor, colleague] = [await storeProctor(db), await storeProctor(db)];
    await transact(db, async (trx) => {
      for (const sitting of [third, first, second, first]) await assignProctor(trx, sitting!.id, proctor);
      await assignProctor(trx, other!.id, colleague);
    });
    await transact(db, (trx) => assignProctor(trx, first!.id, proctor));
    expect(await sittingsOfProctor(db.read, proctor)).toEqual([second, first, third]);
    expect(await sittingsOfProctor(db.read, colleague)).toEqual([other]);
    expect(await sittingsOfProctor(db.read, randomUUID())).toEqual([]);
  });
});

onEachDatabase("a registration", (database) => {
  const register = async (sittingId: string, change: Partial<{ personId: string; candidateNumber: string; name: string }> = {}) => {
    const { db } = database();
    const id = randomUUID();
    const { personId = randomUUID(), candidateNumber = `T${id.slice(0, 8)}`, name = "Maja Lindqvist" } = change;
    await transact(db, async (trx) => {
      if (change.personId === undefined) await insertPerson(trx, { id: personId, email: null, name, passwordHash: null, roles: ["candidate"], nowMs: NOW });
      await insertRegistration(trx, { id, sittingId, personId, candidateNumber, codeHmac: `code of ${id}`, nowMs: NOW });
    });
    return { id, sittingId, personId, candidateNumber, withdrawn: false };
  };

  it("is found by its own code and identifier, and by no other", async () => {
    const { db } = database();
    const { sittingId } = await storeSample(db);
    const [one, other] = [await register(sittingId), await register(sittingId)];
    expect(await findRegistrationByCode(db.read, `code of ${one.id}`)).toEqual(one);
    expect(await findRegistrationByCode(db.read, "code of nobody")).toBeNull();
    expect(await findRegistration(db.read, other.id)).toEqual(other);
    expect(await findRegistration(db.read, randomUUID())).toBeNull();
    expect(await findRegistrations(db.read, [other.id, one.id, randomUUID()])).toEqual(new Map([[one.id, one], [other.id, other]]));
    expect(await findRegistrations(db.read, [])).toEqual(new Map());
  });

  it("opens with its newest code only", async () => {
    const { db } = database();
    const { sittingId } = await storeSample(db);
    const [one, other] = [await register(sittingId), await register(sittingId)];
    const fresh = randomUUID();
    await transact(db, (trx) => replaceCode(trx, one.id, fresh));
    expect(await findRegistrationByCode(db.read, fresh)).toEqual(one);
    expect(await findRegistrationByCode(db.read, `code of ${one.id}`)).toBeNull();
    expect(await findRegistrationByCode(db.read, `code of ${other.id}`)).toEqual(other);
  });

  it("says when the candidate has withdrawn", async () => {
    const { db } = database();
    const one = await register((await storeSample(db)).sittingId);
    await db.write.updateTable("registration").set({ withdrawn_at_ms: NOW }).where("id", "=", one.id).execute();
    expect(await findRegistration(db.read, one.id)).toEqual({ ...one, withdrawn: true });
  });

  it("is one of those of its person, and of no one else", async () => {
    const { db } = database();
    const [first, second] = [await storeSample(db), await storeSample(db)];
    const one = await register(first.sittingId);
    const other = await register(second.sittingId, { personId: one.personId });
    expect(await registrationsOfPerson(db.read, one.personId)).toEqual([one, other].sort((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await registrationsOfPerson(db.read, randomUUID())).toEqual([]);
  });

  it("stands in the list of its sitting by number, with the name", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    await storeSample(db);
    const later = await register(sample.sittingId, { candidateNumber: `X2-${randomUUID()}`, name: "Aoife Brennan" });
    const sooner = await register(sample.sittingId, { candidateNumber: `X1-${randomUUID()}` });
    const another = await registerAnother(db, sample);
    const listed = await registrationsOfSitting(db.read, sample.sittingId);
    expect(listed.map((one) => one.candidateNumber)).toEqual(listed.map((one) => one.candidateNumber).toSorted());
    expect(listed.map((one) => one.id).sort()).toEqual([sample.registrationId, another.registrationId, later.id, sooner.id].sort());
    expect(listed.slice(-2)).toEqual([{ ...sooner, name: "Maja Lindqvist" }, { ...later, name: "Aoife Brennan" }]);
    expect(await registrationsOfSitting(db.read, randomUUID())).toEqual([]);
  });

  it("has a number that counts for exactly its own beginning", async () => {
    const { db } = database();
    const { sittingId } = await storeSample(db);
    for (const candidateNumber of ["C_1001", "C_1002", "c_1003", "CX1004", "K%1005", "K1006"]) await register(sittingId, { candidateNumber });
    expect((await candidateNumbers(db.read, "C_")).sort()).toEqual(["C_1001", "C_1002"]);
    expect(await candidateNumbers(db.read, "c")).toEqual(["c_1003"]);
    expect(await candidateNumbers(db.read, "K%")).toEqual(["K%1005"]);
    expect(await candidateNumbers(db.read, "Q")).toEqual([]);
  });
});
