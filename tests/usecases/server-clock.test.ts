import { randomUUID } from "node:crypto";
import { loadAttempt, loadEvents } from "#db/attempts.ts";
import { auditEvents } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { attemptsOnTime, databaseTime, lastStoredTime, loadServerClock, storeServerClock } from "#db/server-clock.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { serverClock } from "#app/adapters/clock/server-clock.ts";
import { askClockConfirmation } from "#app/usecases/admin/ask-clock-confirmation.ts";
import { followStoredClock, judgeClock } from "#app/usecases/admin/judge-clock.ts";
import { seeClock } from "#app/usecases/admin/see-clock.ts";
import { seeConfirmation, withdrawConfirmation } from "#app/usecases/admin/see-confirmation.ts";
import { refuseFormerConfirmations, settleClockConfirmations } from "#app/usecases/admin/settle-clock-confirmations.ts";
import { expiredCloser } from "#app/web/duties/close-expired.ts";
import { keepClock } from "#app/web/duties/keep-clock.ts";
import { verifyAttempt } from "#db/verify.ts";
import { beforeEach, expect, it } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, registerAnother, storeAttempt, storeSample } from "../db/support/sample.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Of the sample's form. */
const LIMIT = 30 * MINUTE;

onEachDatabase("a server", (database) => {
  // Every time counts here that was ever stored.
  beforeEach(async () => {
    const { db } = database();
    for (const table of ["event_text", "response", "presence", "attempt_key", "attempt_event", "attempt", "server_clock", "audit_event"] as const) await db.write.deleteFrom(table).execute();
  });

  /** A machine with a clock that can be set, and servers started on it. */
  function machine(atMs: number) {
    const { db } = database();
    const state = { wallMs: atMs, monotonicMs: 0 };
    return {
      pass(milliseconds: number) {
        state.wallMs += milliseconds;
        state.monotonicMs += milliseconds;
      },
      set: (wallMs: number) => void (state.wallMs = wallMs),
      async start() {
        const clock = serverClock({ machineNow: () => state.wallMs, monotonicNow: () => state.monotonicMs });
        const context = contextOf(db, { clock });
        const keeper = await keepClock(context);
        return { clock, context, keeper };
      },
    };
  }

  async function candidate(state: "started" | "admitted" = "started") {
    const { db } = database();
    const sample = await storeSample(db);
    const attemptId = await storeAttempt(db, sample, NOW, state);
    const tokenHash = randomUUID();
    await transact(db, (trx) => insertSignIn(trx, { tokenHash, personId: sample.personId, registrationId: sample.registrationId, nowMs: NOW, expiresAtMs: NOW + 90 * HOUR, complete: true }));
    return { sample, attemptId, by: { tokenHash } };
  }

  it("goes on from the last time that was stored with anything, while an exam runs and the machine's clock is an hour on or back", async () => {
    const { db } = database();
    const { attemptId } = await candidate();
    const host = machine(NOW + MINUTE);
    const first = await host.start();
    expect([first.clock.isSure(), first.clock.now()]).toEqual([true, NOW + MINUTE]);
    host.pass(3_000);
    await first.context.record({ attemptId, by: "server", arrivedAtMs: first.clock.now(), act: { kind: "call", call: "question" } });
    for (const wallMs of [NOW + HOUR, NOW - HOUR]) {
      host.set(wallMs);
      const next = await host.start();
      expect([next.clock.isSure(), next.clock.now()]).toEqual([false, NOW + MINUTE + 3_000]);
      expect(await loadServerClock(db.read)).toEqual({ lastTimeMs: NOW + MINUTE + 3_000, offsetMs: 0, doubtAheadMs: wallMs - NOW - MINUTE - 3_000 });
      expect(next.context.faults).toHaveLength(1);
    }
    // Set right again: within seconds of the last stored time.
    host.set(NOW + MINUTE + 1_000);
    const last = await host.start();
    expect([last.clock.isSure(), last.clock.now()]).toEqual([true, NOW + MINUTE + 3_000]);
    expect((await loadServerClock(db.read))?.doubtAheadMs).toBeNull();
  });

  it("believes a later clock while nobody writes, and never stores a time below the last", async () => {
    const { db } = database();
    const { attemptId } = await candidate("admitted");
    expect([await attemptsOnTime(db.read), await lastStoredTime(db.read)]).toEqual([[], NOW - 2]);
    const host = machine(NOW + 40 * HOUR);
    expect((await host.start()).clock.isSure()).toBe(true);
    await transact(db, (trx) => storeServerClock(trx, { nowMs: NOW, offsetMs: -5, doubtAheadMs: null }));
    expect(await loadServerClock(db.read)).toEqual({ lastTimeMs: NOW + 40 * HOUR, offsetMs: -5, doubtAheadMs: null });
    expect((await loadAttempt(db.read, attemptId))?.attempt.state).toBe("admitted");
  });

  it("in doubt saves, lets an exam be taken up again and its seat be moved, finds nothing late, closes nothing and lets nobody begin", async () => {
    const { db } = database();
    const running = await candidate();
    const waiting = await candidate("admitted");
    await transact(db, (trx) => storeServerClock(trx, { nowMs: NOW + LIMIT - MINUTE, offsetMs: 0, doubtAheadMs: null }));
    const host = machine(NOW + 9 * HOUR);
    const { clock, context } = await host.start();
    const wait = clock.isSure() ? null : "clock-in-doubt";
    // The exam's own time and grace pass by on the server's clock as well.
    host.pass(10 * MINUTE);
    const arrivedAtMs = clock.now();
    expect(arrivedAtMs).toBe(NOW + LIMIT + 9 * MINUTE);
    await expiredCloser(context)();
    const { attemptId, by } = running;
    const operation = { opId: randomUUID(), seq: 1, position: 1, kind: "respond" as const, value: ["B"], lastServerTimeMs: 0, elapsedMs: 0 };
    const saved = await context.record({ attemptId, by, arrivedAtMs, act: { kind: "operations", request: { lease: 1, operations: [operation] } } });
    expect(saved).toMatchObject({ ok: true, outcome: { acknowledged: [operation.opId], late: [] } });
    expect(await context.record({ attemptId, by, arrivedAtMs, act: { kind: "start", request: { lease: 1 }, wait } })).toMatchObject({ ok: true, started: { state: "active" } });
    const moved = await context.record({ attemptId, by, arrivedAtMs, act: { kind: "take-over", request: { browserId: "browser-two", expectedLease: 1 } } });
    expect(moved).toMatchObject({ ok: true, clock: { lease: 2 } });
    await transact(db, (trx) => trx.updateTable("attempt").set({ rules_version: "1" }).where("id", "=", waiting.attemptId).execute());
    const start = () => context.record({ attemptId: waiting.attemptId, by: waiting.by, arrivedAtMs: clock.now(), act: { kind: "start", request: { lease: 1 }, wait } });
    expect(await start()).toMatchObject({ ok: false, reason: "clock-in-doubt" });
    expect((await loadAttempt(db.read, waiting.attemptId))?.attempt.state).toBe("admitted");
    for (const { serverTimeMs } of await loadEvents(db.read, attemptId)) expect(serverTimeMs).toBeLessThanOrEqual(arrivedAtMs);

    clock.confirm({ downMs: 0, offsetMs: 0 });
    await expiredCloser(context)();
    expect((await loadAttempt(db.read, attemptId))?.attempt.state).toBe("timed-out");
  });

  it("moves on by the time in which it was down, gives it to every exam that runs, once, and closes nobody before", async () => {
    const { db } = database();
    const [first, second, paused] = [await candidate(), await candidate(), await candidate()];
    await append(db, paused.attemptId, [{ kind: "paused", payload: { by: "p" }, serverTimeMs: NOW + 1 }]);
    const deadline = async ({ attemptId }: { attemptId: string }) => (await loadAttempt(db.write, attemptId))!.attempt.deadlineAtMs! - NOW;
    const host = machine(NOW + MINUTE);
    await host.start();
    host.set(NOW + 41 * MINUTE);
    const { clock, keeper, context } = await host.start();
    const seen = await seeClock(context);
    expect(seen.doubt).toEqual({ aheadMs: 40 * MINUTE, running: 2 });
    host.pass(2_000);
    const asked = await askClockConfirmation(context, { finding: "server-was-down", shownAheadMs: seen.doubt!.aheadMs, personId: null });
    if (!asked.ok) throw new Error(asked.reason);
    expect(await seeConfirmation(context, asked.id)).toEqual({ settled: false, refused: null });

    // A fault in the middle leaves nothing behind, and the next turn does it.
    const broken = { ...context, recordTogether: (acts: Parameters<typeof context.recordTogether>[0], store?: Parameters<typeof context.recordTogether>[1]) => context.recordTogether(acts, async (trx) => (await store?.(trx), Promise.reject(new Error("cut off")))) };
    await expect(settleClockConfirmations(broken)).rejects.toThrow("cut off");
    expect([clock.isSure(), await deadline(first), (await seeConfirmation(context, asked.id))?.settled]).toEqual([false, LIMIT, false]);

    await keeper.resolve();
    expect([clock.isSure(), clock.now()]).toEqual([true, NOW + 41 * MINUTE + 2_000]);
    expect(await seeConfirmation(context, asked.id)).toEqual({ settled: true, refused: null });
    await expiredCloser(context)();
    expect([await deadline(first), await deadline(second), await deadline(paused)]).toEqual([LIMIT + 40 * MINUTE, LIMIT + 40 * MINUTE, LIMIT]);
    expect((await loadEvents(db.write, first.attemptId)).at(-1)).toMatchObject({ kind: "extended", payload: { by: "command-line", actId: asked.id, extensionMs: 40 * MINUTE }, text: "The server was down." });
    expect((await auditEvents(db.write, 0, 1_000)).at(-1)).toMatchObject({ kind: "clock-confirmed", actor_id: null, subject_id: asked.id, payload: JSON.stringify({ attempts: 2, downMs: 40 * MINUTE, finding: "server-was-down", offsetMs: 0 }) });
    expect((await seeClock(context)).doubt).toBeNull();
    for (const { attemptId } of [first, second, paused]) expect(await verifyAttempt(db.write, attemptId)).toBeNull();

    // Killed before its clock moved on, it starts where the confirmation left it.
    const next = await host.start();
    expect([next.clock.isSure(), next.clock.now(), await deadline(first)]).toEqual([true, NOW + 41 * MINUTE + 2_000, LIMIT + 40 * MINUTE]);
  });

  it("gives the time back once, however often it is confirmed and however many servers are in doubt", async () => {
    const { db } = database();
    const { attemptId } = await candidate();
    const host = machine(NOW + MINUTE);
    await host.start();
    host.set(NOW + 41 * MINUTE);
    const [one, other] = [await host.start(), await host.start()];
    const ask = () => askClockConfirmation(one.context, { finding: "server-was-down", shownAheadMs: 40 * MINUTE, personId: null });
    const [first, second] = [await ask(), await ask()];
    await one.keeper.resolve();
    await other.keeper.resolve();
    expect([one.clock.isSure(), other.clock.isSure()]).toEqual([true, true]);
    expect((await loadAttempt(db.write, attemptId))?.attempt.deadlineAtMs).toBe(NOW + LIMIT + 40 * MINUTE);
    const became = await Promise.all([first, second].map(async (asked) => seeConfirmation(one.context, asked.ok ? asked.id : "")));
    expect(became.map((seen) => seen?.refused).toSorted()).toEqual(["clock-not-in-doubt", null]);
  });

  it("gives in a break what the break has lost, and nothing to the whole, which stood still", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const parts = [{ packageHash: null, questions: 1, limitMs: null, oneWay: false }, { packageHash: null, questions: 2, limitMs: null, oneWay: false }];
    const attemptId = await storeAttempt(db, sample, NOW, "started", parts);
    await append(db, attemptId, [{ kind: "part-left", payload: { part: 1, by: "candidate", longestBreakMs: HOUR }, serverTimeMs: NOW + 10 * MINUTE }]);
    const host = machine(NOW + 11 * MINUTE);
    await host.start();
    host.set(NOW + 51 * MINUTE);
    const { context, keeper } = await host.start();
    const { doubt } = await seeClock(context);
    await askClockConfirmation(context, { finding: "server-was-down", shownAheadMs: doubt!.aheadMs, personId: null });
    await keeper.resolve();
    const attempt = async () => (await loadAttempt(db.write, attemptId))!.attempt;
    expect(await attempt()).toMatchObject({ state: "active", deadlineAtMs: NOW + 10 * MINUTE + HOUR + doubt!.aheadMs, extensionMs: 0 });
    await append(db, attemptId, [{ kind: "part-started", payload: { part: 2, lease: 1, version: "1", build: "b" }, serverTimeMs: NOW + 52 * MINUTE }]);
    // Ten minutes of the whole were used before the break.
    expect((await attempt()).deadlineAtMs).toBe(NOW + 52 * MINUTE + LIMIT - 10 * MINUTE);
    expect(await verifyAttempt(db.write, attemptId)).toBeNull();
  });

  it("goes on as it is where the machine's clock was wrong, and after a restart with the same wrong clock as well", async () => {
    const { db } = database();
    const { attemptId } = await candidate();
    const host = machine(NOW + MINUTE);
    await host.start();
    host.set(NOW + HOUR + MINUTE);
    const { clock, keeper, context } = await host.start();
    const ask = (finding: string, shownAheadMs = HOUR) => askClockConfirmation(context, { finding, shownAheadMs, personId: null });
    expect(await ask("the moon")).toMatchObject({ reason: "malformed" });
    // What was shown is no longer so: nothing follows.
    const stale = await ask("clock-was-wrong", 20 * MINUTE);
    await keeper.resolve();
    expect([clock.isSure(), await seeConfirmation(context, stale.ok ? stale.id : "")]).toEqual([false, { settled: true, refused: "clock-moved" }]);
    await ask("clock-was-wrong");
    await keeper.resolve();
    expect([clock.isSure(), clock.now(), clock.offsetMs()]).toEqual([true, NOW + MINUTE, -HOUR]);
    expect((await loadAttempt(db.read, attemptId))?.attempt.deadlineAtMs).toBe(NOW + LIMIT);
    expect(await ask("clock-was-wrong")).toMatchObject({ reason: "clock-not-in-doubt" });
    host.pass(10_000);
    const next = await host.start();
    expect([next.clock.isSure(), next.clock.now()]).toEqual([true, NOW + MINUTE + 10_000]);
  });

  it("takes up nothing that was said before it started, and nothing that was taken back; a command follows its time", async () => {
    const { db } = database();
    await candidate();
    const host = machine(NOW + MINUTE);
    await host.start();
    host.set(NOW - HOUR);
    const { context, keeper, clock } = await host.start();
    const ask = async (finding: string) => {
      const asked = await askClockConfirmation(context, { finding, shownAheadMs: -HOUR - MINUTE, personId: null });
      return asked.ok ? asked.id : "";
    };
    const behind = await ask("server-was-down");
    await keeper.resolve();
    expect(await seeConfirmation(context, behind)).toEqual({ settled: true, refused: "clock-behind" });
    expect(await withdrawConfirmation(context, await ask("clock-was-wrong"))).toEqual({ settled: true, refused: "clock-not-taken-up" });
    await keeper.resolve();
    expect(clock.isSure()).toBe(false);
    const former = await ask("clock-was-wrong");
    const beside = serverClock({ machineNow: () => NOW - HOUR, monotonicNow: () => 0 });
    await followStoredClock({ db, clock: beside });
    expect([beside.isSure(), beside.now()]).toEqual([false, NOW + MINUTE]);
    const next = serverClock({ machineNow: () => NOW - HOUR, monotonicNow: () => 0 });
    await judgeClock({ ...context, clock: next });
    await refuseFormerConfirmations({ db, clock: next });
    expect(await settleClockConfirmations({ ...context, clock: next })).toBe(false);
    expect([next.isSure(), await seeConfirmation(context, former)]).toEqual([false, { settled: true, refused: "clock-moved" }]);
  });

  it("lets a disk that is full or any other trouble stop nobody who has begun", async () => {
    const { sample } = await candidate();
    const { db } = database();
    const other = await registerAnother(db, sample);
    const attemptId = await storeAttempt(db, other);
    const context = contextOf(db);
    const tokenHash = randomUUID();
    await transact(db, (trx) => insertSignIn(trx, { tokenHash, personId: other.personId, registrationId: other.registrationId, nowMs: NOW, expiresAtMs: NOW + HOUR, complete: true }));
    const before = (await loadEvents(db.read, attemptId)).length;
    const resumed = await context.record({ attemptId, by: { tokenHash }, arrivedAtMs: context.now(), act: { kind: "start", request: { lease: 1 }, wait: "disk-full" } });
    expect(resumed).toMatchObject({ ok: true, started: { state: "active" } });
    expect(await loadEvents(db.read, attemptId)).toHaveLength(before);
  });

  it("in doubt follows another that is sure, and notices when its machine's clock is not the database's", async () => {
    const { db } = database();
    await candidate();
    const host = machine(NOW + MINUTE);
    await host.start();
    host.set(NOW + 20 * MINUTE);
    const { clock, keeper } = await host.start();
    await keeper.resolve();
    expect(clock.isSure()).toBe(false);
    // What another server stores whose admin has confirmed.
    await transact(db, (trx) => storeServerClock(trx, { nowMs: NOW + 20 * MINUTE, offsetMs: 0, doubtAheadMs: null }));
    await keeper.resolve();
    expect([clock.isSure(), clock.now()]).toEqual([true, NOW + 20 * MINUTE]);

    // The tests' clock is not the machine's.
    expect(keeper.differs()).toBe(true);
    expect(Math.abs((await databaseTime(db)) - Date.now())).toBeLessThan(60_000);
    const real = await keepClock(contextOf(db, { clock: serverClock() }));
    await real.store();
    expect(real.differs()).toBe(false);
  });
});
