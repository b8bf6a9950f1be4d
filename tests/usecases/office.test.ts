import { randomUUID } from "node:crypto";
import { admissionCodeHmac, newAdmissionCode } from "#app/usecases/make-admission-code.ts";
import { signInCandidate } from "#app/usecases/candidate/sign-in-candidate.ts";
import { changeSetting } from "#app/usecases/office/change-setting.ts";
import { registerCandidate } from "#app/usecases/office/register-candidate.ts";
import { seeSitting, seeSittings } from "#app/usecases/office/see-sittings.ts";
import { transact, type Db } from "#db/open.ts";
import { everyName, insertPerson } from "#db/people.ts";
import { loadSettings, storeSetting } from "#db/settings.ts";
import { registrationsOfSitting } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { auditAbout, withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, registerAnother, storeAttempt, storeSample } from "../db/support/sample.ts";

async function officeOf(db: Db) {
  const personId = randomUUID();
  await transact(db, (trx) => insertPerson(trx, { id: personId, email: null, name: "Katrin Hofstätter", passwordHash: null, roles: ["office"], nowMs: NOW }));
  return contextOf(db, { now: () => NOW, actor: { personId, roles: ["office"] } });
}

onEachDatabase("a setting of the organisation", (database) => {
  it("is changed, kept in the audit log by name only, and stays the same when it is sent again", async () => {
    const { db } = database();
    const office = await officeOf(db);
    for (const value of [" +32 2 000 00 00 ", "+32 2 000 00 01", "+32 2 000 00 01"]) expect(await changeSetting(office, { name: "telephone", value })).toEqual({ ok: true });
    expect(await loadSettings(db.write)).toEqual({ telephone: "+32 2 000 00 01" });
    const entry = { kind: "setting-changed", by: office.actor.personId, payload: { name: "telephone" } };
    expect(await auditAbout(db, null, office.actor.personId)).toEqual([entry, entry, entry]);
  });

  it("is refused where the office may not change it or it is too long, and nothing is kept", async () => {
    const { db } = database();
    const office = await officeOf(db);
    await transact(db, (trx) => storeSetting(trx, "demonstration", "yes"));
    const before = await loadSettings(db.write);
    for (const name of ["demonstration", "bank", "logo", "constructor", ""]) expect(await changeSetting(office, { name, value: "no" })).toEqual({ ok: false, reason: "unknown-setting" });
    expect(await changeSetting(office, { name: "organisation", value: "x".repeat(201) })).toEqual({ ok: false, reason: "setting-too-long" });
    expect(await loadSettings(db.write)).toEqual(before);
    expect(await auditAbout(db, null, office.actor.personId)).toEqual([]);
    expect(await changeSetting(office, { name: "organisation", value: ` ${"x".repeat(200)} ` })).toEqual({ ok: true });
  });

  it("stays as it was when the change cannot be kept", async () => {
    const { db } = database();
    const office = await officeOf(db);
    await changeSetting(office, { name: "privacy-contact", value: "before" });
    await expect(withoutTable(db, "audit_event", () => changeSetting(office, { name: "privacy-contact", value: "after" }))).rejects.toThrow();
    expect(await loadSettings(db.write)).toMatchObject({ "privacy-contact": "before" });
  });
});

onEachDatabase("a registration", (database) => {
  const input = (sittingId: string) => ({ sittingId, name: `Candidate ${randomUUID()}`, email: `${randomUUID()}@example.org` });

  it("is refused with the reason for a sitting, a name or an address that cannot be, and nothing is stored", async () => {
    const { db } = database();
    const office = await officeOf(db);
    const { sittingId } = await storeSample(db);
    const before = await everyName(db.write);
    const refusals = [
      [{ sittingId: randomUUID() }, "unknown-sitting"],
      [{ name: "   " }, "name-needed"],
      [{ name: "x".repeat(201) }, "name-needed"],
      [{ email: "no address" }, "email-malformed"],
    ] as const;
    for (const [change, reason] of refusals) expect(await registerCandidate(office, { ...input(sittingId), ...change })).toEqual({ ok: false, reason });
    expect(await everyName(db.write)).toEqual(before);
    expect(await registrationsOfSitting(db.write, sittingId)).toHaveLength(1);
  });

  it("counts the numbers of exam and practice apart, gives none twice, and opens with its code", async () => {
    const { db } = database();
    const office = await officeOf(db);
    const [exam, practice] = [await storeSample(db, 1, { practice: false }), await storeSample(db)];
    // The samples' numbers are chance, and may look like some that were counted.
    await db.write.updateTable("registration").set(({ ref }) => ({ candidate_number: ref("id") })).execute();
    const register = async (sittingId: string) => {
      const done = await registerCandidate(office, input(sittingId));
      if (!done.ok) throw new Error(done.reason);
      return done;
    };
    const first = await register(exam.sittingId);
    expect([first.candidateNumber, (await register(exam.sittingId)).candidateNumber, (await register(practice.sittingId)).candidateNumber]).toEqual(["C1001", "C1002", "P1001"]);
    const three = await Promise.all([1, 2, 3].map(() => register(exam.sittingId)));
    expect(three.map(({ candidateNumber }) => candidateNumber).sort()).toEqual(["C1003", "C1004", "C1005"]);
    expect(await auditAbout(db, first.registrationId)).toEqual([{ kind: "candidate-registered", by: office.actor.personId, payload: { personId: expect.any(String), person: "new" } }]);
    expect(await signInCandidate(office, { candidateNumber: first.candidateNumber, code: first.admissionCode, address: "" })).toMatchObject({ ok: true });
    const stored = await db.write.selectFrom("registration").selectAll().execute();
    const events = await db.write.selectFrom("audit_event").selectAll().execute();
    expect(JSON.stringify([stored, events])).not.toContain(first.admissionCode);
  });

  it("leaves no person behind when it cannot be kept", async () => {
    const { db } = database();
    const office = await officeOf(db);
    const { sittingId } = await storeSample(db);
    const before = await everyName(db.write);
    for (const table of ["registration", "audit_event"]) {
      await expect(withoutTable(db, table, () => registerCandidate(office, input(sittingId)))).rejects.toThrow();
      expect(await everyName(db.write)).toEqual(before);
      expect(await registrationsOfSitting(db.write, sittingId)).toHaveLength(1);
    }
  });
});

onEachDatabase("a new admission code", (database) => {
  it("has 80 random bits in letters that cannot be mistaken, and forgives case, spaces and look-alikes", () => {
    const { secrets } = contextOf(database().db);
    expect(newAdmissionCode((length) => new Uint8Array(length))).toBe("0000-0000-0000-0000");
    expect(newAdmissionCode((length) => new Uint8Array(length).fill(31 + 32))).toBe("ZZZZ-ZZZZ-ZZZZ-ZZZZ");
    const code = "01AB-CDEF-GHJK-MNPQ";
    for (const same of ["o1ab cdef ghjk mnpq", "OIABCDEFGHJKMNPQ", "0lab–cdef–ghjk–mnpq"]) expect(admissionCodeHmac(secrets, same)).toBe(admissionCodeHmac(secrets, code));
    expect(admissionCodeHmac(secrets, "01AB-CDEF-GHJK-MNPR")).not.toBe(admissionCodeHmac(secrets, code));
    expect(admissionCodeHmac({ key: () => new Uint8Array(32).fill(1) }, code)).not.toBe(admissionCodeHmac(secrets, code));
  });
});

onEachDatabase("the office's lists", (database) => {
  it("hold every sitting with its form and how many are registered, and the settings", async () => {
    const { db } = database();
    const office = await officeOf(db);
    const [early, late] = [await storeSample(db, 1, { title: "Early", opensAtMs: NOW }), await storeSample(db, 1, { title: "Late", opensAtMs: NOW + 1 })];
    await registerAnother(db, early);
    await changeSetting(office, { name: "organisation", value: "A society" });
    const seen = await seeSittings(office);
    expect(seen.sittings).toMatchObject([
      { sitting: { id: late.sittingId, title: "Late" }, formTitle: "Form", registrations: 1 },
      { sitting: { id: early.sittingId, title: "Early" }, formTitle: "Form", registrations: 2 },
    ]);
    expect(seen.settings).toEqual({ organisation: "A society" });
  });

  it("hold the candidates of one sitting with the state of their newest attempt, and nothing of another sitting", async () => {
    const { db } = database();
    const office = await officeOf(db);
    const sample = await storeSample(db);
    const [writing, other] = [await registerAnother(db, sample), await storeSample(db)];
    await storeAttempt(db, other);
    await append(db, await storeAttempt(db, writing), [{ kind: "submitted", payload: { by: "candidate" }, serverTimeMs: NOW + 9 }]);
    const seen = await seeSitting(office, sample.sittingId);
    expect(seen).toMatchObject({ ok: true, sitting: { id: sample.sittingId }, form: { title: "Form", passMark: 2 } });
    const candidates = seen.ok ? seen.candidates : [];
    expect(new Map(candidates.map(({ registrationId, name, state }) => [registrationId, [name, state]]))).toEqual(
      new Map([
        [sample.registrationId, ["Maja Lindqvist", null]],
        [writing.registrationId, ["Another", "submitted"]],
      ]),
    );
    expect(await seeSitting(office, randomUUID())).toEqual({ ok: false, reason: "unknown-sitting" });
  });
});
