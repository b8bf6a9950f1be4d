import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { readConfig } from "#config";
import express from "express";
import { loadEvents } from "#db/attempts.ts";
import { transact } from "#db/open.ts";
import { loadPresence } from "#db/presence.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { hashOfToken } from "#app/usecases/make-sign-in-token.ts";
import { COOKIE } from "#app/web/cookie.ts";
import { actBook } from "#app/web/act-book.ts";
import { feedHub } from "#app/web/feed-hub.ts";
import { hotPath } from "#app/web/hot-path.ts";
import { liveFeed } from "#app/web/live-feed.ts";
import { presenceBook } from "#app/web/presence-book.ts";
import { afterEach, expect, it } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW, storeAttempt, storeSample } from "../db/support/sample.ts";

const endings: (() => void)[] = [];
afterEach(() => endings.splice(0).forEach((end) => end()));

type Headers = Record<string, string>;

onEachDatabase("the hot path", (database) => {
  /** The requests of the exam page and its feed on the loopback, as the server puts them together, and a running exam's page. */
  async function serve({ upTo = "started", notReady = null }: { upTo?: NewEvent["kind"]; notReady?: string | null } = {}) {
    const { db } = database();
    const sample = await storeSample(db);
    const attemptId = await storeAttempt(db, sample, NOW, upTo);
    const token = randomUUID();
    await transact(db, (trx) =>
      insertSignIn(trx, { tokenHash: hashOfToken(token), personId: sample.personId, registrationId: sample.registrationId, nowMs: NOW, expiresAtMs: NOW + 9_000_000, complete: true }),
    );
    const base = contextOf(db);
    const logged: string[] = [];
    const note = (...said: unknown[]) => void logged.push(JSON.stringify(said));
    const context = { ...base, log: { info: note, warn: note, error: note } };
    const read = readConfig({}, "/");
    if (!read.ok) throw new Error(read.problems.join());
    const [presence, feeds] = [presenceBook(context), feedHub(context)];
    const app = { ...context, config: read.config, presence, feeds, acts: actBook(context), hashes: () => ({ computed: 0, waiting: 0 }), loopLagMs: () => 0, notReady: () => notReady, close: () => Promise.resolve() };
    const server: Server = express().use(hotPath(app)).use(liveFeed(app)).listen(0);
    await once(server, "listening");
    endings.push(() => (presence.close(), feeds.close(), server.closeAllConnections(), server.close()));
    const site = `http://localhost:${(server.address() as AddressInfo).port}`;
    const ask = async (path: string, headers: Headers, body?: unknown) => {
      const answer = await fetch(`${site}/attempts/${attemptId}${path}`, {
        headers: { Origin: site, Cookie: `${COOKIE}=${token}`, ...headers },
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      });
      return { status: answer.status, told: (await answer.json()) as Record<string, unknown>, retryAfter: answer.headers.get("Retry-After") };
    };
    let seq = 0;
    return {
      ask,
      logged,
      visit: (headers: Headers) => {
        const operation = { opId: randomUUID(), seq: (seq += 1), position: 1, kind: "visit", value: null, lastServerTimeMs: 0, elapsedMs: 0 };
        return ask("/operations", headers, { lease: 1, operations: [operation] }).then((answer) => ({ ...answer, opId: operation.opId }));
      },
      beat: (headers: Headers) => ask("/heartbeat", headers, { lease: 1, waiting: 0, oldestWaitingMs: 0, position: 1, visible: true, fullScreen: true, rttMs: 9 }),
      /** What is stored of the attempt: its log, and the last sign of life of its browser. */
      async stored() {
        await presence.flush();
        return { events: await loadEvents(db.write, attemptId), seen: (await loadPresence(db.write, [attemptId])).get(attemptId) };
      },
    };
  }

  it("serves a page of whatever build, and one that says neither protocol nor build", async () => {
    const { visit, beat, stored } = await serve();
    const pages: [headers: Headers, build: string | null][] = [
      [{ "X-Exam-Protocol": "1", "X-Exam-Build": "b" }, "b"],
      [{ "X-Exam-Protocol": "1", "X-Exam-Build": "an-older.build_1" }, "an-older.build_1"],
      [{ "X-Exam-Build": "b" }, "b"],
      [{}, null],
    ];
    const own = await beat({ "X-Exam-Protocol": "1", "X-Exam-Build": "b" });
    for (const [headers, build] of pages) {
      const { status, told, opId } = await visit(headers);
      expect([status, told.acknowledged, told.reason]).toEqual([200, [opId], undefined]);
      // Word for word what a page of the server's own build hears: nothing asks it to load again.
      expect(await beat(headers)).toEqual(own);
      expect((await stored()).seen).toMatchObject({ build });
    }
    expect(own.status).toBe(200);
  });

  it("refuses an unknown protocol whatever is asked, and stores nothing", async () => {
    const { ask, visit, beat, stored } = await serve();
    const before = await stored();
    for (const protocol of ["2", "0", "01", "1.0", "one", ""]) {
      const headers = { "X-Exam-Protocol": protocol, "X-Exam-Build": "b" };
      const answers = [await visit(headers), await beat(headers), await ask("/package?part=1", headers), await ask(`/frames/${"a".repeat(64)}`, headers), await ask("/feed", headers)];
      for (const { status, told } of answers) expect([protocol, status, told]).toEqual([protocol, 400, { reason: "unknown-protocol" }]);
    }
    expect(await stored()).toEqual(before);
    expect(before.seen).toBeUndefined();
  });

  it("tells whoever sends more than any page does to slow down, stores nothing of it, and takes it up again", async () => {
    const { visit, beat, stored } = await serve();
    const before = (await stored()).events.length;
    const replies = await Promise.all(Array.from({ length: 150 }, () => visit({})));
    const taken = replies.filter(({ status }) => status === 200);
    const slowed = replies.filter(({ status }) => status === 429);
    expect(taken.length).toBeGreaterThanOrEqual(60);
    expect(slowed.length).toBeGreaterThan(0);
    expect(taken.length + slowed.length).toBe(150);
    for (const { told, retryAfter } of slowed) expect([told, retryAfter]).toEqual([{ reason: "slow-down" }, "1"]);
    expect((await stored()).events.length).toBe(before + taken.length);
    // A sign-in of somebody else's has limits of its own.
    expect((await beat({ Cookie: `${COOKIE}=another` })).status).toBe(401);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await visit({})).status).toBe(200);
  });

  it("lets nobody begin while the server is not well, and says so in the waiting room; who has begun goes on", async () => {
    const waiting = await serve({ upTo: "admitted", notReady: "clock-in-doubt" });
    expect(await waiting.ask("/start", {}, { lease: 1 })).toMatchObject({ status: 503, told: { reason: "clock-in-doubt" }, retryAfter: "2" });
    expect((await waiting.beat({})).told).toMatchObject({ state: "admitted", startsWait: "clock-in-doubt" });
    const running = await serve({ notReady: "disk-full" });
    expect(await running.ask("/start", {}, { lease: 1 })).toMatchObject({ status: 200, told: { state: "active" } });
    const beat = await running.beat({});
    expect([beat.status, beat.told.startsWait]).toEqual([200, undefined]);
    expect((await (await serve({ upTo: "admitted" })).beat({})).told.startsWait).toBeUndefined();
  });

  it("takes a malformed build id for none: the page is served, and the id is neither stored nor logged", async () => {
    const { visit, beat, stored, logged } = await serve();
    for (const named of ["x".repeat(65), "a b", "<script>", "caf\u00e9", "b;c", "b,c", ""]) {
      await beat({ "X-Exam-Build": "b" });
      const headers = { "X-Exam-Protocol": "1", "X-Exam-Build": named };
      expect([(await visit(headers)).status, (await beat(headers)).status]).toEqual([200, 200]);
      expect((await stored()).seen).toMatchObject({ build: null });
    }
    await beat({ "X-Exam-Build": "x".repeat(64) });
    expect((await stored()).seen).toMatchObject({ build: "x".repeat(64) });
    expect(logged).toEqual([]);
  });
});
