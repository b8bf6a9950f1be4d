import { randomUUID } from "node:crypto";
import { argon2Passwords } from "#app/adapters/passwords/argon2-passwords.ts";
import { addPerson, ROLES } from "#app/usecases/admin/add-person.ts";
import { hasSittings } from "#app/usecases/admin/has-sittings.ts";
import { canonical } from "#app/exam/attempt/canonical.ts";
import { verifyAudit } from "#app/usecases/admin/verify-audit.ts";
import { loadAttempt } from "#db/attempts.ts";
import { appendAudit } from "#db/audit.ts";
import { appendCheckpoint } from "#db/checkpoints.ts";
import { eventHash } from "#db/hash-chain.ts";
import { transact, type Db } from "#db/open.ts";
import { findPersonByEmail, rolesOf } from "#db/people.ts";
import { expect, it } from "vitest";
import { auditAbout, withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, responded, storeAttempt, storeSample } from "../db/support/sample.ts";

const passwords = argon2Passwords();

onEachDatabase("adding a person", (database) => {
  const server = () => ({ ...contextOf(database().db, { now: () => NOW }), passwords });
  const input = () => ({ email: `${randomUUID()}@example.org`, name: "  Ioanna Papadaki ", roles: ["proctor", "board"], password: "fifteen letters" });

  it("stores them with roles and the hash of the password, and keeps the act", async () => {
    const { db } = database();
    const person = input();
    const done = await addPerson(server(), { ...person, email: person.email.toUpperCase(), roles: ["proctor", "board", "proctor"] });
    if (!done.ok) throw new Error(done.reason);
    const stored = await findPersonByEmail(db.write, person.email);
    expect(stored).toMatchObject({ id: done.personId, email: person.email, name: "Ioanna Papadaki", created_at_ms: NOW, totp_secret: null });
    expect(await passwords.verify(stored?.password_hash ?? "", person.password)).toBe(true);
    expect(await rolesOf(db.write, done.personId)).toEqual(["board", "proctor"]);
    expect(await auditAbout(db, done.personId)).toEqual([{ kind: "person-added", by: null, payload: { roles: ["board", "proctor"] } }]);
  });

  it("knows every role, and needs no password of a candidate", async () => {
    const done = await addPerson(server(), { ...input(), roles: ROLES, password: null });
    if (!done.ok) throw new Error(done.reason);
    expect(await rolesOf(database().db.write, done.personId)).toEqual([...ROLES].sort());
  });

  it("is refused with the reason, and nothing is stored", async () => {
    const { db } = database();
    const person = input();
    const refusals = [
      [{ roles: ["proctor", "root"] }, { reason: "unknown-role", detail: "root" }],
      [{ email: "no address" }, { reason: "email-malformed", detail: "no address" }],
      [{ name: "  " }, { reason: "name-needed" }],
      [{ password: "fourteen lette" }, { reason: "password-too-short" }],
      [{ password: "" }, { reason: "password-too-short" }],
    ] as const;
    for (const [change, refused] of refusals) expect(await addPerson(server(), { ...person, ...change })).toEqual({ ok: false, ...refused });
    expect(await findPersonByEmail(db.write, person.email)).toBeNull();
  });

  it("gives an address to one person, however it is written and although two are added at once", async () => {
    const { db } = database();
    const person = input();
    const done = await Promise.all([addPerson(server(), person), addPerson(server(), { ...person, email: person.email.toUpperCase() })]);
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(done.filter(({ ok }) => !ok)).toMatchObject([{ reason: "email-in-use" }]);
    expect(await db.write.selectFrom("person").select("id").where("email", "=", person.email).execute()).toHaveLength(1);
  });

  it("stores nobody when the act cannot be kept", async () => {
    const { db } = database();
    const person = input();
    await expect(withoutTable(db, "audit_event", () => addPerson(server(), person))).rejects.toThrow();
    expect(await findPersonByEmail(db.write, person.email)).toBeNull();
  });
});

onEachDatabase("the first administrator", (database) => {
  const add = (change: object = {}) =>
    addPerson({ ...contextOf(database().db, { now: () => NOW }), passwords }, { email: `${randomUUID()}@example.org`, name: "Ada Admin", roles: ["admin"], password: "fifteen letters", first: true, ...change });
  const admins = () => database().db.write.selectFrom("person_role").select("person_id").where("role", "=", "admin").execute();

  it("needs a password, which other people do not", async () => {
    expect(await add({ password: null })).toEqual({ ok: false, reason: "password-needed" });
    expect(await add({ password: "short" })).toEqual({ ok: false, reason: "password-too-short" });
    expect(await admins()).toEqual([]);
  });

  it("is one person although two are added at once, and the act is kept", async () => {
    const { db } = database();
    // An administrator without a password does not count: nobody could add the others.
    expect((await add({ first: false, password: null })).ok).toBe(true);
    const done = await Promise.all([add(), add()]);
    expect(done.filter(({ ok }) => !ok)).toEqual([{ ok: false, reason: "admin-exists" }]);
    const first = done.find((one) => one.ok)!;
    expect(await auditAbout(db, first.personId)).toEqual([{ kind: "person-added", by: null, payload: { roles: ["admin"], first: true } }]);
    expect(await admins()).toHaveLength(2);
  });
});

onEachDatabase("a database", (database) => {
  it("is in use from its first sitting on", async () => {
    const { db } = database();
    expect(await hasSittings({ db })).toBe(false);
    await storeSample(db);
    expect(await hasSittings({ db })).toBe(true);
  });
});

/** An attempt with an answer and a note that a checkpoint has vouched for, and an act of staff. */
async function exam(db: Db) {
  const sample = await storeSample(db);
  const attemptId = await storeAttempt(db, sample);
  await append(db, attemptId, [responded(1, 1, ["B"]), responded(2, 2, [], "a note")]);
  const context = contextOf(db);
  await transact(db, async (trx) => {
    await appendCheckpoint(trx, sample.sittingId, context.secrets.key("checkpoints"), NOW);
    await appendAudit(trx, { kind: "key-viewed", actorId: null, subjectId: attemptId, nowMs: NOW });
  });
  return { ...sample, attemptId, context };
}

onEachDatabase("the check of all chains", (database) => {
  it("finds nothing where nothing was changed, and counts what it has looked at", async () => {
    const { context } = await exam(database().db);
    await storeSample(database().db);
    expect(await verifyAudit(context)).toEqual({ ok: true, attempts: 1, sittings: 2, broken: [], restored: [] });
  });

  it("finds nothing broken in an exam that runs meanwhile", async () => {
    const { db } = database();
    const { attemptId, context } = await exam(db);
    const answers = async () => {
      for (let seq = 3; seq < 60; seq += 1) await append(db, attemptId, [responded(seq, 1, [seq % 2 === 0 ? "A" : "B"])]);
    };
    const looks = async () => {
      const broken = [];
      for (let count = 0; count < 25; count += 1) broken.push(...(await verifyAudit(context)).broken);
      return broken;
    };
    const [broken] = await Promise.all([looks(), answers()]);
    expect(broken).toEqual([]);
  });

  it.each([
    ["kind", "teleported", {}, /no event "teleported"/],
    ["version", "extended", { by: "p", extensionMs: 1, v: 99 }, /"extended" is of version 99/],
  ])("names a log with a %s that a later program has written, and reads the others as well", async (_what, kind, payload, what) => {
    const { db } = database();
    const [late, other] = [await exam(db), await exam(db)];
    const { head, version } = (await loadAttempt(db.read, late.attemptId))!;
    const core = { attemptId: late.attemptId, number: version + 1, kind, payload: canonical(payload), serverTimeMs: NOW, previousHash: head };
    const hash = eventHash(core);
    await db.write.insertInto("attempt_event").values({ attempt_id: core.attemptId, number: core.number, kind, payload: core.payload, server_time_ms: NOW, previous_hash: head, hash, op_id: null }).execute();
    await db.write.updateTable("attempt").set({ version: core.number, head: hash }).where("id", "=", core.attemptId).execute();
    await db.write.updateTable("attempt").set({ extension_ms: 60_000 }).where("id", "=", other.attemptId).execute();
    const { broken } = await verifyAudit(late.context);
    expect(broken).toContainEqual({ chain: `attempt ${late.attemptId}`, entry: null, what: expect.stringMatching(what) });
    expect(broken).toContainEqual({ chain: `attempt ${other.attemptId}`, entry: null, what: "the stored state is not what the log says" });
    // The tests share a database.
    await db.write.deleteFrom("attempt_event").where("hash", "=", hash).execute();
    await db.write.updateTable("attempt").set({ version, head }).where("id", "=", late.attemptId).execute();
    await db.write.updateTable("attempt").set({ extension_ms: 0 }).where("id", "=", other.attemptId).execute();
  });

  it("names a state, an answer, a log, a form and an act of staff that are not what was written", async () => {
    const { db } = database();
    const { attemptId, formId, sittingId, context } = await exam(db);
    const broken = async () => {
      const report = await verifyAudit(context);
      expect(report.ok).toBe(report.broken.length === 0);
      return report.broken;
    };
    const attempt = `attempt ${attemptId}`;
    const attempts = () => db.write.updateTable("attempt").where("id", "=", attemptId);
    await attempts().set({ extension_ms: 60_000 }).execute();
    expect(await broken()).toEqual([{ chain: attempt, entry: null, what: "the stored state is not what the log says" }]);
    await attempts().set({ extension_ms: 0 }).execute();

    const responses = () => db.write.updateTable("response").where("attempt_id", "=", attemptId).where("position", "=", 1);
    const { value } = await db.write.selectFrom("response").select("value").where("attempt_id", "=", attemptId).where("position", "=", 1).executeTakeFirstOrThrow();
    await responses().set({ value: '["C"]' }).execute();
    expect(await broken()).toEqual([{ chain: attempt, entry: null, what: "the stored answers are not what the log says" }]);
    await responses().set({ value }).execute();

    const forms = () => db.write.updateTable("form").where("id", "=", formId);
    await forms().set({ pass_mark: 1 }).execute();
    expect(await broken()).toContainEqual({ chain: `form ${formId}`, entry: null, what: "the frozen form is not what was published" });
    await forms().set({ pass_mark: 2 }).execute();

    const acts = () => db.write.updateTable("audit_event").where("subject_id", "=", attemptId);
    await acts().set({ actor_id: "nobody" }).execute();
    expect(await broken()).toEqual([{ chain: "audit", entry: expect.any(Number), what: expect.stringContaining("(key-viewed) was changed") }]);
    await acts().set({ actor_id: null }).execute();
    expect(await broken()).toEqual([]);

    await db.write.deleteFrom("event_text").where("attempt_id", "=", attemptId).execute();
    await db.write.deleteFrom("attempt_event").where("attempt_id", "=", attemptId).execute();
    expect(await broken()).toEqual([
      { chain: attempt, entry: 1, what: "the whole log is gone" },
      { chain: `sitting ${sittingId}`, entry: null, what: expect.stringContaining(`of attempt ${attemptId}, vouched for by a checkpoint, is gone or changed`) },
    ]);
  });
});
