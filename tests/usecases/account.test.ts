import { randomUUID } from "node:crypto";
import { argon2Passwords } from "#app/adapters/passwords/argon2-passwords.ts";
import { signOut } from "#app/usecases/account/sign-out.ts";
import { confirmSecondFactor } from "#app/usecases/account/confirm-second-factor.ts";
import { setUpSecondFactor } from "#app/usecases/account/set-up-second-factor.ts";
import { signInStaff } from "#app/usecases/account/sign-in-staff.ts";
import { hashOfToken, newSignInToken } from "#app/usecases/make-sign-in-token.ts";
import { transact, type Db } from "#db/open.ts";
import { findPerson, insertPerson, replaceTotpSecret, setTotpSecret, useTotpStep } from "#db/people.ts";
import { findSignIn } from "#db/sign-ins.ts";
import { generate } from "otplib";
import { encryptSecondFactors } from "#app/usecases/admin/encrypt-second-factors.ts";
import { isSealed, openSecondFactor, sealSecondFactor } from "#app/usecases/second-factor-secret.ts";
import { beforeAll, expect, it } from "vitest";
import { auditAbout, withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW } from "../db/support/sample.ts";

const passwords = argon2Passwords();
/** From where a test signs in that is about something else: one network, and a browser that was never here. */
const STRANGER = { address: "192.0.2.1", browser: null };
const PASSWORD = "a password of many words";
const HOURS_12 = 12 * 3_600_000;
const MINUTE = 60_000;
let passwordHash = "";
beforeAll(async () => {
  passwordHash = await passwords.hash(PASSWORD);
});

/** A member of staff and a server with the real passwords; `pass` lets time go by. */
async function staffMember(db: Db, change: { passwordHash?: string | null } = {}) {
  const personId = randomUUID();
  const email = `${personId}@example.org`;
  await transact(db, (trx) => insertPerson(trx, { id: personId, email, name: "Katrin Hofstätter", passwordHash, roles: ["office"], nowMs: NOW, ...change }));
  let time = NOW;
  const context = { ...contextOf(db, { now: () => time }), passwords };
  const signIns = () => db.write.selectFrom("sign_in").selectAll().where("person_id", "=", personId).execute();
  return { personId, email, context, signIns, pass: (milliseconds: number) => void (time += milliseconds), time: () => time, acts: () => auditAbout(db, null, personId) };
}

/** Signed in with the password, the second factor still owed. */
async function signedIn(db: Db) {
  const staff = await staffMember(db);
  const done = await signInStaff(staff.context, { email: staff.email, password: PASSWORD, ...STRANGER });
  if (!done.ok) throw new Error(done.reason);
  const signer = { tokenHash: hashOfToken(done.token), personId: staff.personId };
  const codeAt = (secret: string, atMs: number) => generate({ secret, epoch: Math.floor(atMs / 1_000) });
  return { ...staff, done, signer, codeAt, confirm: (code: string, browser: string | null = null) => confirmSecondFactor(staff.context, signer, { code, browser, address: "" }), found: () => findSignIn(db.write, signer.tokenHash, staff.time()) };
}

onEachDatabase("staff who sign in", (database) => {
  it("get a token that the database does not hold, for twelve hours, and owe the second factor", async () => {
    const { db } = database();
    const { personId, email, context, signIns, acts } = await staffMember(db);
    const done = await signInStaff(context, { email: ` ${email.toUpperCase()} `, password: PASSWORD, ...STRANGER });
    expect(done).toEqual({ ok: true, token: expect.stringMatching(/^[\w-]{43}$/), expiresAtMs: NOW + HOURS_12, complete: false, browser: null });
    if (!done.ok) return;
    expect(await signIns()).toMatchObject([{ token_hash: hashOfToken(done.token), registration_id: null, expires_at_ms: NOW + HOURS_12, complete_at_ms: null }]);
    expect(await acts()).toEqual([{ kind: "staff-signed-in", by: personId, payload: { complete: false } }]);
    expect(await findSignIn(db.write, hashOfToken(done.token), NOW + HOURS_12 - 1)).toMatchObject({ complete: false });
    expect(await findSignIn(db.write, hashOfToken(done.token), NOW + HOURS_12)).toBeNull();
  });

  it("are told the same of a wrong password, an unknown address, a person without a password and a disabled one", async () => {
    const { db } = database();
    const [staff, candidate, gone] = [await staffMember(db), await staffMember(db, { passwordHash: null }), await staffMember(db)];
    await db.write.updateTable("person").set({ disabled_at_ms: NOW }).where("id", "=", gone.personId).execute();
    const tries = [
      { email: staff.email, password: `${PASSWORD}.` },
      { email: "nobody@example.org", password: PASSWORD },
      { email: candidate.email, password: "" },
      { email: gone.email, password: PASSWORD },
    ];
    for (const one of tries) expect(await signInStaff(staff.context, { ...one, ...STRANGER })).toEqual({ ok: false, reason: "wrong-password" });
    for (const one of [staff, candidate, gone]) expect([await one.signIns(), await one.acts()]).toEqual([[], []]);
  });

  it("wait after five wrong passwords, one account apart from the next, in a browser nobody knows", async () => {
    const { db } = database();
    const [staff, other] = [await staffMember(db), await staffMember(db)];
    const attempt = (email: string, password: string) => signInStaff(staff.context, { email, password, ...STRANGER });
    for (let count = 0; count < 5; count += 1) expect(await attempt(staff.email, "wrong")).toEqual({ ok: false, reason: "wrong-password" });
    expect(await attempt(staff.email, PASSWORD)).toEqual({ ok: false, reason: "slow-down", retryAfterSeconds: expect.any(Number) });
    expect(await attempt(other.email, PASSWORD)).toMatchObject({ ok: true });
  });

  it("cannot guess more often by guessing at once", async () => {
    const { context, email } = await staffMember(database().db);
    const done = await Promise.all(Array.from({ length: 20 }, () => signInStaff(context, { email, password: "wrong", ...STRANGER })));
    expect(done.filter((one) => !one.ok && one.reason === "wrong-password")).toHaveLength(5);
    expect(done.filter((one) => !one.ok && one.reason === "slow-down")).toHaveLength(15);
  });

  it("are not signed in when that cannot be kept in the audit log", async () => {
    const { db } = database();
    const { context, email, signIns } = await staffMember(db);
    await expect(withoutTable(db, "audit_event", () => signInStaff(context, { email, password: PASSWORD, ...STRANGER }))).rejects.toThrow();
    expect(await signIns()).toEqual([]);
  });

  it("are out with the next request when they sign out, once and for this browser only", async () => {
    const { db } = database();
    const staff = await signedIn(db);
    const other = await signInStaff(staff.context, { email: staff.email, password: PASSWORD, ...STRANGER });
    await signOut(staff.context, staff.signer.tokenHash);
    expect(await staff.found()).toBeNull();
    expect(await findSignIn(db.write, other.ok ? hashOfToken(other.token) : "", NOW)).not.toBeNull();
    staff.pass(1_000);
    await signOut(staff.context, staff.signer.tokenHash);
    await signOut(staff.context, "unknown");
    expect((await staff.signIns()).map(({ ended_at_ms }) => ended_at_ms).sort()).toEqual([NOW, null].sort());
  });

  it("hold a token of 256 random bits", () => {
    const { token, tokenHash } = newSignInToken((length) => new Uint8Array(length).fill(255));
    expect(Buffer.from(token, "base64url")).toEqual(Buffer.alloc(32, 255));
    expect(tokenHash).toBe(hashOfToken(token));
    expect(hashOfToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

onEachDatabase("the second factor", (database) => {
  it("is set up with one secret however often the page is asked for, and never shown again once confirmed", async () => {
    const { db } = database();
    const staff = await signedIn(db);
    const [first, second] = await Promise.all([setUpSecondFactor(staff.context, staff.signer), setUpSecondFactor(staff.context, staff.signer)]);
    if (!first.ok) throw new Error(first.reason);
    expect(second).toEqual(first);
    expect(await setUpSecondFactor(staff.context, staff.signer)).toEqual(first);
    expect(first.uri).toContain(encodeURIComponent(staff.email));
    const stored = (await findPerson(db.write, staff.personId))!;
    expect(stored.totp_confirmed_at_ms).toBeNull();
    expect(stored.totp_secret).not.toContain(first.secret);
    expect(openSecondFactor(staff.context, staff.personId, stored.totp_secret!)).toBe(first.secret);

    expect(await staff.found()).toMatchObject({ complete: false });
    const code = await staff.codeAt(first.secret, NOW);
    expect(await staff.confirm(`${code.slice(0, 3)} ${code.slice(3)}`)).toMatchObject({ ok: true });
    expect(await staff.found()).toMatchObject({ complete: true });
    expect(await findPerson(db.write, staff.personId)).toMatchObject({ totp_confirmed_at_ms: NOW });
    expect((await staff.acts()).map(({ kind }) => kind)).toEqual(["staff-signed-in", "second-factor-passed"]);
    expect(await setUpSecondFactor(staff.context, staff.signer)).toEqual({ ok: false, reason: "second-factor-exists" });
  });

  it("is refused to a person who does not exist, and asked of nobody who has none", async () => {
    const staff = await signedIn(database().db);
    expect(await setUpSecondFactor(staff.context, { ...staff.signer, personId: randomUUID() })).toEqual({ ok: false, reason: "unknown-person" });
    expect(await staff.confirm("123456")).toEqual({ ok: false, reason: "second-factor-missing" });
    expect(await confirmSecondFactor(staff.context, { ...staff.signer, personId: randomUUID() }, { code: "123456", browser: null, address: "" })).toEqual({ ok: false, reason: "second-factor-missing" });
  });

  it("takes the code of half a minute before or after, each once, and nothing that is no code", async () => {
    const staff = await signedIn(database().db);
    const setUp = await setUpSecondFactor(staff.context, staff.signer);
    if (!setUp.ok) throw new Error(setUp.reason);
    const wrong = { ok: false, reason: "wrong-second-factor" };
    for (const code of ["", "12345", "abcdef", await staff.codeAt(setUp.secret, NOW + 5 * MINUTE)]) expect(await staff.confirm(code)).toEqual(wrong);
    expect(await staff.found()).toMatchObject({ complete: false });
    const [early, now] = [await staff.codeAt(setUp.secret, NOW - 30_000), await staff.codeAt(setUp.secret, NOW)];
    expect(await staff.confirm(now)).toMatchObject({ ok: true });
    expect(await staff.confirm(now)).toEqual(wrong);
    expect(await staff.confirm(early)).toEqual(wrong);
    staff.pass(30_000);
    expect(await staff.confirm(await staff.codeAt(setUp.secret, NOW + 60_000))).toMatchObject({ ok: true });
  });

  it("takes the code of the machine's time while the server's clock is in doubt, and not when it is sure", async () => {
    const { db } = database();
    const staff = await signedIn(db);
    const setUp = await setUpSecondFactor(staff.context, staff.signer);
    if (!setUp.ok) throw new Error(setUp.reason);
    const code = await staff.codeAt(setUp.secret, NOW + 40 * MINUTE);
    const confirm = (isSure: boolean) =>
      confirmSecondFactor({ ...staff.context, clock: { ...staff.context.clock, isSure: () => isSure, machineNow: () => NOW + 40 * MINUTE } }, staff.signer, { code, browser: null, address: "" });
    expect(await confirm(true)).toMatchObject({ ok: false, reason: "wrong-second-factor" });
    expect(await confirm(false)).toMatchObject({ ok: true });
  });

  it("counts one code once although it is sent twice at once, and slows guessing down", async () => {
    const staff = await signedIn(database().db);
    const setUp = await setUpSecondFactor(staff.context, staff.signer);
    if (!setUp.ok) throw new Error(setUp.reason);
    const code = await staff.codeAt(setUp.secret, NOW);
    const twice = await Promise.all([staff.confirm(code), staff.confirm(code)]);
    expect(twice.filter(({ ok }) => ok)).toHaveLength(1);
    const wrong = (Number(code) + 1).toString().padStart(6, "0").slice(-6);
    const guesses = await Promise.all(Array.from({ length: 12 }, () => staff.confirm(wrong)));
    expect(guesses.filter((one) => !one.ok && one.reason === "wrong-second-factor").length).toBeLessThanOrEqual(5);
    expect(await staff.confirm(code)).toMatchObject({ ok: false, reason: "slow-down" });
  });

  it("leaves the code usable and the sign-in incomplete when that cannot be kept in the audit log", async () => {
    const { db } = database();
    const staff = await signedIn(db);
    const setUp = await setUpSecondFactor(staff.context, staff.signer);
    if (!setUp.ok) throw new Error(setUp.reason);
    const code = await staff.codeAt(setUp.secret, NOW);
    await expect(withoutTable(db, "audit_event", () => staff.confirm(code))).rejects.toThrow();
    expect(await staff.found()).toMatchObject({ complete: false });
    expect(await findPerson(db.write, staff.personId)).toMatchObject({ totp_confirmed_at_ms: null, totp_last_step: null });
    expect(await staff.confirm(code)).toMatchObject({ ok: true });
  });

  it("does not give a sign-in back that has ended", async () => {
    const { db } = database();
    const staff = await signedIn(db);
    const setUp = await setUpSecondFactor(staff.context, staff.signer);
    if (!setUp.ok) throw new Error(setUp.reason);
    await signOut(staff.context, staff.signer.tokenHash);
    await staff.confirm(await staff.codeAt(setUp.secret, NOW));
    expect(await staff.found()).toBeNull();
  });
});

onEachDatabase("the secret of a second factor", (database) => {
  it("opens under its key and for its person only, unchanged, and is never stored alike twice", () => {
    const context = contextOf(database().db);
    const stored = sealSecondFactor(context, "p", "SECRET");
    expect(isSealed(stored)).toBe(true);
    expect(sealSecondFactor(context, "p", "SECRET")).not.toBe(stored);
    expect(openSecondFactor(context, "p", stored)).toBe("SECRET");
    expect(openSecondFactor(context, "q", stored)).toBeNull();
    expect(openSecondFactor({ secrets: { key: (purpose) => new Uint8Array(32).fill(purpose === "second-factor" ? 1 : 0) } }, "p", stored)).toBeNull();
    expect(openSecondFactor(context, "p", `${stored.slice(0, -1)}${stored.endsWith("A") ? "Q" : "A"}`)).toBeNull();
    for (const foreign of ["SECRET", "v1.", "v1.AAAA", `v1.${"A".repeat(60)}`]) expect(openSecondFactor(context, "p", foreign)).toBeNull();
  });

  it("that an earlier version has stored as it is, is encrypted at the next start, and its codes go on", async () => {
    const { db } = database();
    const staff = await signedIn(db);
    const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    await transact(db, (trx) => setTotpSecret(trx, staff.personId, secret));
    await transact(db, (trx) => useTotpStep(trx, staff.personId, 1, NOW - MINUTE));
    expect(await staff.confirm(await staff.codeAt(secret, NOW))).toEqual({ ok: false, reason: "second-factor-unreadable" });
    expect(await encryptSecondFactors(staff.context)).toBe(1);
    const after = (await findPerson(db.write, staff.personId))!;
    expect(after).toMatchObject({ totp_confirmed_at_ms: NOW - MINUTE, totp_last_step: 1 });
    expect(after.totp_secret).not.toContain(secret);
    expect(await encryptSecondFactors(staff.context)).toBe(0);
    expect((await findPerson(db.write, staff.personId))!.totp_secret).toBe(after.totp_secret);
    expect(await staff.confirm(await staff.codeAt(secret, NOW))).toMatchObject({ ok: true });
  });

  it("that cannot be read is told to whoever has confirmed it, and begun anew for whoever has not", async () => {
    const { db } = database();
    const staff = await signedIn(db);
    const first = await setUpSecondFactor(staff.context, staff.signer);
    if (!first.ok) throw new Error(first.reason);
    const ofAnother = sealSecondFactor(staff.context, "another", first.secret);
    await transact(db, (trx) => replaceTotpSecret(trx, staff.personId, ofAnother));
    expect(await staff.confirm(await staff.codeAt(first.secret, NOW))).toEqual({ ok: false, reason: "second-factor-unreadable" });
    const anew = await setUpSecondFactor(staff.context, staff.signer);
    if (!anew.ok) throw new Error(anew.reason);
    expect(anew.secret).not.toBe(first.secret);
    expect(await staff.confirm(await staff.codeAt(anew.secret, NOW))).toMatchObject({ ok: true });
  });
});
