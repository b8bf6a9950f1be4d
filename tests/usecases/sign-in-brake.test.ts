import { randomUUID } from "node:crypto";
import { passwordQueue } from "#app/adapters/passwords/password-queue.ts";
import { confirmSecondFactor } from "#app/usecases/account/confirm-second-factor.ts";
import { setUpSecondFactor } from "#app/usecases/account/set-up-second-factor.ts";
import { signInStaff } from "#app/usecases/account/sign-in-staff.ts";
import { hashOfToken } from "#app/usecases/make-sign-in-token.ts";
import { rememberBrowser } from "#app/usecases/remember-browser.ts";
import { peopleOfBrowser } from "#db/known-browsers.ts";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { storeSetting } from "#db/settings.ts";
import { generate } from "otplib";
import { expect, it } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW } from "../db/support/sample.ts";

const PASSWORD = "a password of many words";
const OFFICE = "192.0.2.1";
const ELSEWHERE = "198.51.100.7";
const HALF_A_YEAR = 180 * 86_400_000;
const wrongPassword = { ok: false, reason: "wrong-password" };
const slowDown = { ok: false, reason: "slow-down", retryAfterSeconds: expect.any(Number) };

/** A server whose hashes take a turn of the loop each and are counted; `add` makes a member of staff. */
function serverOf(db: Db) {
  let time = NOW;
  const hasher = { hash: () => Promise.resolve(""), verify: (encoded: string, password: string) => new Promise<boolean>((resolve) => setImmediate(() => resolve(encoded === password))) };
  const passwords = passwordQueue(hasher);
  const context = { ...contextOf(db, { now: () => time }), passwords };
  async function add() {
    const [personId, email] = [randomUUID(), `${randomUUID()}@example.org`];
    await transact(db, (trx) => insertPerson(trx, { id: personId, email, name: "Katrin Hofstätter", passwordHash: PASSWORD, roles: ["office"], nowMs: NOW }));
    const signIn = (change: { password?: string; address?: string; browser?: string | null; email?: string } = {}) =>
      signInStaff(context, { email, password: PASSWORD, address: OFFICE, browser: null, ...change });
    return { personId, email, signIn };
  }
  const remember = (personId: string, browser: string | null = null) => transact(db, (trx) => rememberBrowser(context, trx, { personId, browser }));
  return { context, passwords, add, remember, pass: (milliseconds: number) => void (time += milliseconds), time: () => time };
}

/** As many wrong passwords at once as asked for; the reasons of the answers. */
const reasons = async (tries: Promise<{ ok: boolean; reason?: string }>[]) => (await Promise.all(tries)).map((one) => (one.ok ? "in" : one.reason));
const count = (all: (string | undefined)[], reason: string) => all.filter((one) => one === reason).length;

onEachDatabase("wrong passwords of staff", (database) => {
  it("are counted before any is looked at: of a hundred at once five cost a hash", async () => {
    const { passwords, add } = serverOf(database().db);
    const owner = await add();
    const told = await reasons(Array.from({ length: 100 }, () => owner.signIn({ password: "wrong", address: ELSEWHERE })));
    expect([count(told, "wrong-password"), count(told, "slow-down")]).toEqual([5, 95]);
    expect(passwords.figures().computed).toBe(5);
  });

  it("cost an address thirty hashes a minute, whatever account it names, known or not", async () => {
    const { passwords, add } = serverOf(database().db);
    const owner = await add();
    const told = await reasons(Array.from({ length: 100 }, (_, n) => owner.signIn({ password: "wrong", address: ELSEWHERE, email: `nobody-${n}@example.org` })));
    expect([count(told, "wrong-password"), count(told, "slow-down")]).toEqual([30, 70]);
    expect(passwords.figures().computed).toBe(30);
    expect(await owner.signIn({ address: ELSEWHERE })).toEqual(slowDown);
    expect(await owner.signIn()).toMatchObject({ ok: true });
  });

  it("of others keep the owner out of no browser that is known, which has a count of its own", async () => {
    const { passwords, add, remember } = serverOf(database().db);
    const [owner, colleague] = [await add(), await add()];
    const { token } = await remember(owner.personId);
    for (let n = 0; n < 5; n += 1) expect(await owner.signIn({ password: "wrong", address: ELSEWHERE })).toEqual(wrongPassword);
    expect(await owner.signIn()).toEqual(slowDown);
    expect(await owner.signIn({ browser: "made up" })).toEqual(slowDown);
    expect(await owner.signIn({ browser: token })).toMatchObject({ ok: true });
    // The browser of one person is a stranger to the account of another.
    for (let n = 0; n < 5; n += 1) await colleague.signIn({ password: "wrong", address: ELSEWHERE });
    expect(await colleague.signIn({ browser: token })).toEqual(slowDown);
    const before = passwords.figures().computed;
    const told = await reasons(Array.from({ length: 20 }, () => owner.signIn({ password: "wrong", browser: token, address: "203.0.113.9" })));
    expect(count(told, "wrong-password")).toBe(5);
    expect(passwords.figures().computed - before).toBe(5);
  });

  it("that fill the queue of hashes are told to come back, and the owner in a known browser still enters", async () => {
    const { passwords, add, remember } = serverOf(database().db);
    const owner = await add();
    const { token } = await remember(owner.personId);
    const flood = Array.from({ length: 100 }, (_, n) => owner.signIn({ email: `nobody-${n}@example.org`, address: `10.0.0.${n}` }));
    await expect.poll(() => passwords.figures().waiting, { interval: 0 }).toBeGreaterThan(0);
    expect(await owner.signIn({ browser: token })).toMatchObject({ ok: true });
    const told = await reasons(flood);
    expect(count(told, "wrong-password") + count(told, "busy")).toBe(100);
  });

  it("are no wrong ones when nobody looked at them: a full queue costs no try", async () => {
    const { context, add } = serverOf(database().db);
    const { email } = await add();
    const full = { ...context, passwords: { ...context.passwords, verify: () => Promise.resolve(null) } };
    const asked = { email, password: PASSWORD, address: OFFICE, browser: null };
    for (let n = 0; n < 40; n += 1) expect(await signInStaff(full, asked)).toEqual({ ok: false, reason: "busy", retryAfterSeconds: 2 });
    expect(await signInStaff(context, asked)).toMatchObject({ ok: true });
  });

  it("are not forgotten for a right one, and right ones are not counted", async () => {
    const { add } = serverOf(database().db);
    const owner = await add();
    for (let n = 0; n < 4; n += 1) await owner.signIn({ password: "wrong" });
    for (let n = 0; n < 40; n += 1) expect(await owner.signIn()).toMatchObject({ ok: true });
    expect(await owner.signIn({ password: "wrong" })).toEqual(wrongPassword);
    expect(await owner.signIn()).toEqual(slowDown);
  });
});

onEachDatabase("a browser of staff", (database) => {
  it("is known from the first complete sign-in on, for half a year, and the database does not hold its token", async () => {
    const { db } = database();
    const { context, add, pass, time } = serverOf(db);
    const owner = await add();
    const done = await owner.signIn();
    if (!done.ok) throw new Error(done.reason);
    expect(done).toMatchObject({ complete: false, browser: null });
    const signer = { tokenHash: hashOfToken(done.token), personId: owner.personId };
    const setUp = await setUpSecondFactor(context, signer);
    if (!setUp.ok) throw new Error(setUp.reason);
    const codeNow = () => generate({ secret: setUp.secret, epoch: Math.floor(time() / 1_000) });
    const confirmed = await confirmSecondFactor(context, signer, { code: await codeNow(), browser: "made up", address: "" });
    expect(confirmed).toEqual({ ok: true, browser: { token: expect.stringMatching(/^[\w-]{43}$/), expiresAtMs: NOW + HALF_A_YEAR }, recoveryCodes: expect.any(Array) });
    const browser = confirmed.ok ? confirmed.browser.token : "";
    expect(await peopleOfBrowser(db.read, hashOfToken(browser), NOW)).toEqual([{ personId: owner.personId, email: owner.email }]);
    expect(JSON.stringify(await db.write.selectFrom("known_browser").selectAll().execute())).not.toContain(browser);

    // Whoever has the password only cannot keep its owner from the second factor either.
    const guess = (from: string | null) => confirmSecondFactor(context, signer, { code: "000000", browser: from, address: "" });
    for (let n = 0; n < 5; n += 1) expect(await guess(null)).toEqual({ ok: false, reason: "wrong-second-factor" });
    expect(await guess(null)).toEqual(slowDown);
    pass(60_000);
    expect(await confirmSecondFactor(context, signer, { code: await codeNow(), browser, address: "" })).toEqual({ ok: true, browser: { token: browser, expiresAtMs: NOW + 60_000 + HALF_A_YEAR }, recoveryCodes: null });
    for (let n = 0; n < 5; n += 1) expect(await guess(browser)).toEqual({ ok: false, reason: "wrong-second-factor" });
    expect(await guess(browser)).toEqual(slowDown);
  });

  it("is known at once in an open demonstration, and keeps its token when several people use it", async () => {
    const { db } = database();
    const { add, pass, remember } = serverOf(db);
    const [one, other] = [await add(), await add()];
    await transact(db, (trx) => storeSetting(trx, "demonstration", "yes"));
    const first = await one.signIn();
    await transact(db, (trx) => storeSetting(trx, "demonstration", ""));
    const token = first.ok && first.browser ? first.browser.token : "";
    expect(first).toMatchObject({ ok: true, complete: true, browser: { expiresAtMs: NOW + HALF_A_YEAR } });
    expect((await remember(other.personId, token)).token).toBe(token);
    expect((await peopleOfBrowser(db.read, hashOfToken(token), NOW)).map(({ personId }) => personId)).toEqual([one.personId, other.personId].sort());
    pass(HALF_A_YEAR);
    expect((await remember(one.personId, token)).token).not.toBe(token);
  });
});
