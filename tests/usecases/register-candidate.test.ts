import { randomBytes, randomUUID } from "node:crypto";
import type { ActorContext } from "#app/usecases/context.ts";
import { registerCandidate, type NewRegistration } from "#app/usecases/office/register-candidate.ts";
import { transact } from "#db/open.ts";
import { everyName, insertPerson } from "#db/people.ts";
import { registrationsOfPerson, registrationsOfSitting } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW, storeSample } from "../db/support/sample.ts";

const nameOfItsOwn = () => `Candidate ${randomUUID()}`;
const addressOfItsOwn = () => `${randomUUID()}@example.org`;

onEachDatabase("the office's registration", (database) => {
  const office = () =>
    ({
      db: database().db,
      now: () => NOW,
      newId: () => randomUUID(),
      randomBytes: (length: number) => randomBytes(length),
      secrets: { key: () => new Uint8Array(32) },
      actor: { personId: "office", name: "Office", roles: ["office"], registrationId: null },
    }) as unknown as ActorContext;
  const sittingOfItsOwn = async () => (await storeSample(database().db)).sittingId;
  const register = async (input: Parameters<typeof registerCandidate>[1]) => {
    const done = await registerCandidate(office(), input);
    if (!done.ok) throw new Error(done.reason);
    return done;
  };
  const personOf = async (sittingId: string, { registrationId }: NewRegistration) =>
    (await registrationsOfSitting(database().db.write, sittingId)).find(({ id }) => id === registrationId)!.personId;
  const stored = async (sittingId: string) => ({
    people: (await everyName(database().db.write)).length,
    registrations: (await registrationsOfSitting(database().db.write, sittingId)).length,
  });

  it("asks whose a known address is, stores nothing meanwhile, and then attaches that person", async () => {
    const email = addressOfItsOwn();
    const name = nameOfItsOwn();
    const [first, second] = [await sittingOfItsOwn(), await sittingOfItsOwn()];
    const personId = await personOf(first, await register({ sittingId: first, name, email }));

    const before = await stored(second);
    const asked = await registerCandidate(office(), { sittingId: second, name: nameOfItsOwn(), email: ` ${email.toUpperCase()} ` });
    expect(asked).toEqual({ ok: false, reason: "email-known", people: [{ id: personId, name, email, staffRoles: [] }] });
    expect(await stored(second)).toEqual(before);

    const answered = await register({ sittingId: second, name, email, identity: { samePerson: personId, differentFrom: [] } });
    expect(await personOf(second, answered)).toBe(personId);
    expect(await stored(second)).toEqual({ people: before.people, registrations: before.registrations + 1 });
    expect(await registrationsOfPerson(database().db.write, personId)).toHaveLength(2);
  });

  it("says of a proctor that they are staff, and keeps in the audit log that they were registered all the same", async () => {
    const email = addressOfItsOwn();
    const [proctor, sittingId] = [{ id: randomUUID(), name: nameOfItsOwn(), email }, await sittingOfItsOwn()];
    await transact(database().db, (trx) => insertPerson(trx, { ...proctor, passwordHash: null, roles: ["proctor"], nowMs: NOW }));
    const before = await stored(sittingId);
    const input = { sittingId, name: proctor.name, email };
    expect(await registerCandidate(office(), input)).toMatchObject({ ok: false, people: [{ ...proctor, staffRoles: ["proctor"] }] });
    expect(await stored(sittingId)).toEqual(before);
    const { registrationId } = await register({ ...input, identity: { samePerson: proctor.id, differentFrom: [] } });
    const { payload } = await database().db.write.selectFrom("audit_event").select("payload").where("subject_id", "=", registrationId).executeTakeFirstOrThrow();
    expect(JSON.parse(payload)).toMatchObject({ personId: proctor.id, staffRoles: ["proctor"] });
  });

  it("asks about a namesake with another address, and either answer is carried out", async () => {
    const name = nameOfItsOwn();
    const [first, second] = [await sittingOfItsOwn(), await sittingOfItsOwn()];
    const personId = await personOf(first, await register({ sittingId: first, name, email: addressOfItsOwn() }));

    const again = { sittingId: second, name: `  ${name.toUpperCase().replace(" ", "   ")}`, email: addressOfItsOwn() };
    const before = await stored(second);
    expect(await registerCandidate(office(), again)).toMatchObject({ ok: false, reason: "name-known", people: [{ id: personId }] });
    expect(await stored(second)).toEqual(before);

    const stranger = await register({ ...again, identity: { samePerson: null, differentFrom: [personId] } });
    expect(await personOf(second, stranger)).not.toBe(personId);
    expect(await stored(second)).toEqual({ people: before.people + 1, registrations: before.registrations + 1 });

    const same = await register({ ...again, email: null, identity: { samePerson: personId, differentFrom: [] } });
    expect(await personOf(second, same)).toBe(personId);
  });

  it("registers nobody twice for a sitting", async () => {
    const input = { sittingId: await sittingOfItsOwn(), name: nameOfItsOwn(), email: addressOfItsOwn() };
    const samePerson = await personOf(input.sittingId, await register(input));
    expect(await registerCandidate(office(), { ...input, identity: { samePerson, differentFrom: [] } })).toEqual({ ok: false, reason: "registered-already" });
  });

  it("registers one of two that arrive at once", async () => {
    const input = { sittingId: await sittingOfItsOwn(), name: nameOfItsOwn(), email: addressOfItsOwn() };
    const before = await stored(input.sittingId);
    const done = await Promise.all([registerCandidate(office(), input), registerCandidate(office(), input)]);
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await stored(input.sittingId)).toEqual({ people: before.people + 1, registrations: before.registrations + 1 });
  });
});
