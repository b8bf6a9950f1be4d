import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendAudit, auditEvents } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { loadServerClock } from "#db/server-clock.ts";
import { loadCheckpoints } from "#db/checkpoints.ts";
import { loadAttempt } from "#db/attempts.ts";
import { loadPresence } from "#db/presence.ts";
import { checkpoints } from "#app/web/duties/checkpoints.ts";
import { expiredCloser } from "#app/web/duties/close-expired.ts";
import { every } from "#app/web/duties/every.ts";
import { readiness } from "#app/web/duties/readiness.ts";
import { voucher } from "#app/web/duties/vouch.ts";
import { keepClock } from "#app/web/duties/keep-clock.ts";
import { feedHub, type FeedEvent } from "#app/web/feed-hub.ts";
import { presenceBook } from "#app/web/presence-book.ts";
import { expect, it, test } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { withoutTable } from "../db/support/audit.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW, registerAnother, storeAttempt, storeSample } from "../db/support/sample.ts";

const AFTER_THE_END = NOW + 1_800_000 + 60_000;

onEachDatabase("the duties of a server", (database) => {
  it("close every expired attempt at once, and come back to a broken one after a longer and longer while", async () => {
    const { db } = database();
    let time = AFTER_THE_END;
    const context = contextOf(db, { now: () => time });
    const sample = await storeSample(db);
    const ids = [await storeAttempt(db, sample)];
    for (let count = 0; count < 4; count += 1) ids.push(await storeAttempt(db, await registerAnother(db, sample)));
    const broken = ids[1]!;
    // The projection says the log is shorter than it is: every append collides.
    await db.write.updateTable("attempt").set({ version: 2 }).where("id", "=", broken).execute();
    const close = expiredCloser(context);
    await close();
    const states = await Promise.all(ids.map(async (id) => (await loadAttempt(db.write, id))!.attempt.state));
    expect(states).toEqual(ids.map((id) => (id === broken ? "active" : "timed-out")));
    expect(context.faults).toHaveLength(1);

    const faultsAfter = async (milliseconds: number) => {
      time += milliseconds;
      await close();
      return context.faults.length;
    };
    expect(await faultsAfter(1_999)).toBe(1);
    expect(await faultsAfter(1)).toBe(2);
    expect(await faultsAfter(3_999)).toBe(2);
    expect(await faultsAfter(1)).toBe(3);
    await db.write.updateTable("attempt").set({ version: 4 }).where("id", "=", broken).execute();
    expect(await faultsAfter(8_000)).toBe(3);
    expect((await loadAttempt(db.write, broken))!.attempt.state).toBe("timed-out");
  });

  it("write a checkpoint of a sitting that changed, once, and try again where it failed", async () => {
    const { db } = database();
    const context = contextOf(db);
    const sample = await storeSample(db);
    const id = await storeAttempt(db, sample);
    let broken = true;
    const key = () => {
      if (broken) throw new Error("the secret file is gone");
      return new Uint8Array(32);
    };
    const marks = checkpoints({ ...context, secrets: { key } });
    const count = async () => (await loadCheckpoints(db.write, sample.sittingId)).length;
    context.queue.listen(marks.changed);
    await context.record({ attemptId: id, by: "server", arrivedAtMs: NOW + 5, act: { kind: "call", call: "question" } });
    await marks.writeClosed();
    expect(await count()).toBe(0);
    await marks.writeAll();
    expect([await count(), context.faults]).toEqual([0, ["a checkpoint could not be written"]]);
    broken = false;
    await marks.writeAll();
    await marks.writeAll();
    expect(await count()).toBe(1);
    await context.record({ attemptId: id, by: "server", arrivedAtMs: AFTER_THE_END, act: { kind: "time-out" } });
    await marks.writeClosed();
    expect(await count()).toBe(2);
  });

  it("write the baseline once, also when nothing could be stored at the start, and seal what comes", async () => {
    const { db } = database();
    const context = contextOf(db);
    const vouch = voucher(context);
    await expect(withoutTable(db, "audit_event", vouch)).rejects.toThrow("audit_event");
    await vouch();
    await vouch();
    const entries = await auditEvents(db.write, 0, 100);
    expect(entries.filter(({ kind }) => kind === "baseline")).toHaveLength(1);
    expect((await context.seals.read())?.length).toBe(1);
    await transact(db, (trx) => appendAudit(trx, { kind: "key-viewed", actorId: null, subjectId: null, nowMs: NOW }));
    await vouch();
    expect((await context.seals.read())?.length).toBe(2);
  });

  it("find out by reading whether somebody new can be served, and say so from what they found last", async () => {
    const { db } = database();
    const context = contextOf(db);
    const stored = await keepClock(context);
    const facts = { dataDir: tmpdir(), nowMs: 0, sure: true, differs: false, failed: false };
    const ready = readiness({ ...context, clock: { ...context.clock, isSure: () => facts.sure } }, { get dataDir() { return facts.dataDir; }, monotonicNow: () => facts.nowMs, clock: { differs: () => facts.differs, storeFailed: () => facts.failed } });
    const reason = async (change: Partial<typeof facts> = {}) => {
      Object.assign(facts, { dataDir: tmpdir(), sure: true, differs: false, failed: false }, change);
      await ready.check();
      return ready.reason();
    };
    expect(ready.reason()).toBe("starting");
    await stored.store();
    const before = await loadServerClock(db.write);
    expect([await reason(), stored.storeFailed()]).toEqual([null, false]);
    expect(await reason({ dataDir: join(tmpdir(), "no-such-folder") })).toBe("data-folder-gone");
    expect(await reason({ failed: true })).toBe("database-not-writable");
    expect(await reason({ sure: false })).toBe("clock-in-doubt");
    expect(await reason({ differs: true })).toBe("clock-differs");
    expect(await reason()).toBeNull();
    facts.nowMs = 10_001;
    expect(ready.reason()).toBe("not-checked");
    expect(await loadServerClock(db.write)).toEqual(before);
  });

  it("keep of the heartbeats those of the browser that has the seat", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    const book = presenceBook(contextOf(db));
    const beat = (lease: number, position: number) => ({ lease, position, waiting: 0, oldestWaitingMs: 0, visible: true, fullScreen: false, rttMs: 3, build: `build-${lease}` });
    book.beat(id, 2, beat(2, 5));
    book.beat(id, 2, beat(1, 1));
    book.beat(id, 2, beat(0, 1));
    await book.flush();
    book.close();
    expect((await loadPresence(db.write, [id])).get(id)).toMatchObject({ lease: 2, position: 5, build: "build-2" });
  });

  it("tell every listener once what it has not heard", async () => {
    const { db } = database();
    const context = contextOf(db);
    const id = await storeAttempt(db, await storeSample(db));
    const hub = feedHub(context);
    context.queue.listen((changed) => hub.changed(changed.map(({ stored }) => stored)));
    const before = await loadAttempt(db.write, id);
    const heard = { version: before!.version, clock: { serverTimeMs: NOW, deadlineMs: before!.attempt.deadlineAtMs, state: "active", lease: 1, seatReleasedUntilMs: null } } as const;
    const events: [who: string, event: FeedEvent["event"]][] = [];
    const stop = hub.listen(id, heard, ({ event }) => events.push(["first", event]));
    hub.listen(id, heard, ({ event }) => events.push(["second", event]));
    const takeOver = (browserId: string, expectedLease: number) =>
      context.record({ attemptId: id, by: "server", arrivedAtMs: NOW + 5, act: { kind: "take-over", request: { browserId, expectedLease } } });
    await takeOver("browser-one", 1);
    expect(events).toEqual([["first", "seat"], ["second", "seat"]]);
    stop();
    stop();
    expect(hub.listeners()).toBe(1);
    await context.record({ attemptId: id, by: "server", arrivedAtMs: AFTER_THE_END, act: { kind: "time-out" } });
    expect(events.slice(2)).toEqual([["second", "state"]]);
    hub.close();
  });
});

test("a duty never runs twice at once, and its stop waits for the turn that has begun", async () => {
  let begun = 0;
  let ended = 0;
  let finish = () => {};
  const duty = every(1, "wait", console, async () => {
    begun += 1;
    await new Promise<void>((resolve) => (finish = resolve));
    ended += 1;
  });
  await expect.poll(() => begun).toBe(1);
  await new Promise((next) => setTimeout(next, 20));
  expect(begun).toBe(1);
  const stopped = duty.stop();
  finish();
  await stopped;
  expect([begun, ended]).toEqual([1, 1]);
});
