import { randomUUID } from "node:crypto";
import { failedTries } from "#app/adapters/brake/failed-tries.ts";
import { confirmSecondFactor } from "#app/usecases/account/confirm-second-factor.ts";
import { keepFailedSignIns } from "#app/usecases/account/keep-failed-sign-ins.ts";
import { setUpSecondFactor } from "#app/usecases/account/set-up-second-factor.ts";
import { signInStaff } from "#app/usecases/account/sign-in-staff.ts";
import { signInCandidate } from "#app/usecases/candidate/sign-in-candidate.ts";
import { reissueCode } from "#app/usecases/office/reissue-code.ts";
import { deleteAddressesThatAreDue } from "#app/usecases/admin/delete-due-addresses.ts";
import { failedSignInKeeper } from "#app/web/duties/keep-failed-sign-ins.ts";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { verifyAuditChain } from "#db/verify.ts";
import { expect, it } from "vitest";
import { auditAbout, withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { candidateNumberOf, NOW, storeSample } from "../db/support/sample.ts";

const NETWORK = "192.0.2.77";
const DAYS_90 = 90 * 86_400_000;

/** A candidate, a member of staff whose password is "right", and a server that keeps what failed when it is told to. */
async function scene(db: Db) {
  let time = NOW;
  const passwords = { hash: () => Promise.resolve(""), verify: (_hash: string, password: string) => Promise.resolve(password === "right") };
  const context = { ...contextOf(db, { now: () => time }), passwords };
  const { registrationId } = await storeSample(db);
  const candidateNumber = candidateNumberOf(registrationId);
  const [personId, email] = [randomUUID(), `${randomUUID()}@example.org`];
  await transact(db, (trx) => insertPerson(trx, { id: personId, email, name: "Katrin Hofstätter", passwordHash: "hash", roles: ["office"], nowMs: NOW }));
  const keep = failedSignInKeeper(context);
  return {
    context, registrationId, candidateNumber, personId, email, keep,
    pass: (milliseconds: number) => void (time += milliseconds),
    candidate: (number: string, code = "0000-0000-0000-0000", address = NETWORK) => signInCandidate(context, { candidateNumber: number, code, address }),
    staff: (who: string, password = "wrong", address = NETWORK) => signInStaff(context, { email: who, password, address, browser: null }),
    failed: async () => (await db.write.selectFrom("audit_event").selectAll().where("kind", "=", "sign-in-failed").orderBy("number").execute()).map((row) => ({ ...row, payload: JSON.parse(row.payload) as object })),
    addresses: () => db.write.selectFrom("sign_in_address").selectAll().orderBy("audit_number").execute(),
  };
}

onEachDatabase("a failed sign-in", (database) => {
  it("is kept in the audit by its account or registration, the network beside it for ninety days", async () => {
    const { db } = database();
    const { candidate, staff, keep, failed, addresses, context, candidateNumber, registrationId, email, personId, pass } = await scene(db);
    const before = (await failed()).length;
    expect(await candidate(candidateNumber.toLowerCase())).toMatchObject({ ok: false });
    expect(await staff(email.toUpperCase())).toMatchObject({ ok: false });
    expect(await failed()).toHaveLength(before);
    pass(700);
    await keep();
    await keep();
    const entries = (await failed()).slice(before);
    expect(entries).toMatchObject([
      { subject_id: registrationId, actor_id: null, server_time_ms: NOW, payload: { way: "candidate", known: true } },
      { subject_id: personId, actor_id: null, server_time_ms: NOW, payload: { way: "staff", known: true } },
    ]);
    const kept = (await addresses()).filter((row) => entries.some(({ number }) => number === row.audit_number));
    expect(kept.map(({ address, delete_after_ms }) => [address, delete_after_ms])).toEqual([[NETWORK, NOW + DAYS_90], [NETWORK, NOW + DAYS_90]]);
    expect(JSON.stringify(entries)).not.toContain(NETWORK);

    // What is deleted breaks no chain.
    const due = () => deleteAddressesThatAreDue(context);
    pass(DAYS_90 - 701);
    await due();
    expect((await addresses()).filter(({ audit_number }) => audit_number === entries[0]!.number)).toHaveLength(1);
    pass(1);
    await due();
    expect((await addresses()).filter(({ audit_number }) => entries.some(({ number }) => number === audit_number))).toEqual([]);
    expect(await verifyAuditChain(db.write)).toBeNull();
  });

  it("with a name that is none is kept as an HMAC; what was typed is stored nowhere", async () => {
    const { db } = database();
    const { candidate, staff, keep, failed } = await scene(db);
    const typed = [`maja's birthday ${randomUUID()}`, `${randomUUID()}@private.example`];
    const before = (await failed()).length;
    await candidate(typed[0]!, "my secret word");
    await staff(typed[1]!, "my password");
    await staff(typed[1]!, "another password");
    await keep();
    const entries = (await failed()).slice(before);
    expect(entries.map(({ payload }) => payload)).toEqual([{ way: "candidate", known: false }, { way: "staff", known: false }, { way: "staff", known: false }]);
    for (const { subject_id } of entries) expect(subject_id).toMatch(/^[0-9a-f]{64}$/);
    // The same account is the same, so that a series of tries can be seen.
    expect(entries[1]!.subject_id).toBe(entries[2]!.subject_id);
    expect(entries[0]!.subject_id).not.toBe(entries[1]!.subject_id);
    const everything = JSON.stringify([await db.write.selectFrom("audit_event").selectAll().execute(), await db.write.selectFrom("sign_in_address").selectAll().execute()]).toLowerCase();
    for (const secret of [...typed, "my secret word", "my password", "another password"]) expect(everything).not.toContain(secret.toLowerCase());
  });

  it("that the brake refuses, that nobody looked at, and one that succeeds leave nothing", async () => {
    const { db } = database();
    const { candidate, staff, keep, failed, context, registrationId, candidateNumber, email, personId } = await scene(db);
    const before = (await failed()).length;
    for (let n = 0; n < 20; n += 1) await candidate(candidateNumber);
    for (let n = 0; n < 20; n += 1) await staff(email);
    await keep();
    expect((await failed()).length - before).toBe(10);
    const busy = { ...context, passwords: { ...context.passwords, verify: () => Promise.resolve(null) } };
    expect(await signInStaff(busy, { email: "x@example.org", password: "", address: "198.51.100.1", browser: null })).toMatchObject({ reason: "busy" });
    expect(await staff(`${randomUUID()}@example.org`, "right", "198.51.100.2")).toMatchObject({ ok: false });
    const code = await reissueCode(context, { registrationId, reason: "letter lost" });
    expect(await candidate(candidateNumber, code.ok ? code.admissionCode : "")).toMatchObject({ ok: true });
    await keep();
    expect((await failed()).length - before).toBe(11);
    expect((await auditAbout(db, personId)).map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => "sign-in-failed"));
  });

  it("at the second factor is kept by its person, where a code was looked at", async () => {
    const { db } = database();
    const { context, personId, email, staff, keep } = await scene(db);
    expect(await staff(email, "right")).toMatchObject({ ok: true });
    await setUpSecondFactor(context, { personId });
    const confirm = (code: string) => confirmSecondFactor(context, { tokenHash: "", personId }, { code, browser: null, address: NETWORK });
    for (const code of ["no code", "000000"]) expect(await confirm(code)).toMatchObject({ ok: false, reason: "wrong-second-factor" });
    await keep();
    expect(await auditAbout(db, personId)).toEqual([{ kind: "sign-in-failed", by: null, payload: { way: "second-factor", known: true } }]);
  });

  it("asks the database the same whether the account exists or not, and writes nothing before its answer", async () => {
    const { db } = database();
    const { candidate, staff, candidateNumber, email } = await scene(db);
    const statements = async (work: () => Promise<unknown>) => {
      const before = db.statements();
      await work();
      return db.statements() - before;
    };
    expect(await statements(() => candidate(candidateNumber))).toBe(await statements(() => candidate("C99999")));
    expect(await statements(() => staff(email))).toBe(await statements(() => staff("nobody@example.org")));
    expect(await statements(() => staff(email))).toBe(1);
  });

  it("waits while it cannot be kept; of a flood only the number of the rest is kept", async () => {
    const { db } = database();
    const { candidate, keep, failed, context } = await scene(db);
    const before = (await failed()).length;
    await candidate("C99998");
    await expect(withoutTable(db, "sign_in_address", keep)).rejects.toThrow();
    expect(await failed()).toHaveLength(before);
    await keep();
    expect(await failed()).toHaveLength(before + 1);

    const flood = failedTries();
    for (let n = 0; n < 80; n += 1) flood.note({ way: "candidate", who: `C${n}`, address: NETWORK, atMs: NOW });
    const taken = flood.take();
    expect([taken.tries.length, taken.more]).toEqual([50, 30]);
    expect(flood.take()).toEqual({ tries: [], more: 0 });
    flood.note({ way: "staff", who: "x".repeat(9_000), address: NETWORK, atMs: NOW });
    flood.putBack(taken);
    const again = flood.take();
    expect([again.tries.length, again.more, again.tries[0]?.who]).toEqual([50, 31, "C0"]);
    await keepFailedSignIns(context, again);
    expect((await failed()).length - before).toBe(52);
    expect((await failed()).at(-1)).toMatchObject({ subject_id: null, payload: { more: 31 } });
  });
});
