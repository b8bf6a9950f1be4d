import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { transact } from "#db/open.ts";
import { endSignIn, insertSignIn } from "#db/sign-ins.ts";
import { hashOfToken } from "#app/usecases/make-sign-in-token.ts";
import { COOKIE } from "#app/web/cookie.ts";
import { feedHub } from "#app/web/feed-hub.ts";
import { liveFeed } from "#app/web/live-feed.ts";
import { afterEach, expect, it } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW, storeAttempt, storeSample } from "../db/support/sample.ts";

const endings: (() => void)[] = [];
afterEach(() => endings.splice(0).forEach((end) => end()));

onEachDatabase("the live feed", (database) => {
  /** A server of the feed alone; `first` runs before it, with the browser's connection at hand. */
  async function serve(first: express.RequestHandler = (_request, _response, next) => next()) {
    const { db } = database();
    const sample = await storeSample(db);
    const attemptId = await storeAttempt(db, sample);
    const token = randomUUID();
    const tokenHash = hashOfToken(token);
    await transact(db, (trx) =>
      insertSignIn(trx, { tokenHash, personId: sample.personId, registrationId: sample.registrationId, nowMs: NOW, expiresAtMs: NOW + 9_000_000, complete: true }),
    );
    const context = contextOf(db);
    const feeds = feedHub(context);
    const faults: unknown[] = [];
    let answered = 0;
    const watched: express.RequestHandler = (_request, response, next) => {
      response.on("error", (error) => faults.push(error));
      const { write } = response;
      response.write = ((...input: Parameters<typeof write>) => {
        if (response.writableEnded || response.destroyed) faults.push("written after the end");
        answered += 1;
        return write.apply(response, input);
      }) as typeof write;
      next();
    };
    const server: Server = express().use(watched, first, liveFeed({ ...context, feeds }, { clockEveryMs: 20 })).listen(0);
    await once(server, "listening");
    endings.push(() => (feeds.close(), server.closeAllConnections(), server.close()));
    const { port } = server.address() as AddressInfo;
    const browser = request({ port, path: `/attempts/${attemptId}/feed`, headers: { cookie: `${COOKIE}=${token}` } });
    browser.on("error", () => undefined);
    browser.end();
    return { db, context, feeds, faults, attemptId, tokenHash, browser, answered: () => answered };
  }

  it("tells the clock again and again, and forgets a browser that leaves", async () => {
    const { browser, feeds, answered, faults } = await serve();
    await expect.poll(answered).toBeGreaterThan(2);
    expect(feeds.listeners()).toBe(1);
    browser.destroy();
    await expect.poll(feeds.listeners).toBe(0);
    expect(faults).toEqual([]);
  });

  it("never begins for a browser that left before its clock was read", async () => {
    let left = false;
    const { feeds, answered, faults } = await serve((request, response, next) => {
      response.once("close", () => {
        next();
        left = true;
      });
      request.socket.destroy();
    });
    await expect.poll(() => left).toBe(true);
    await new Promise((next) => setTimeout(next, 200));
    expect([feeds.listeners(), answered(), faults]).toEqual([0, 0, []]);
  });

  it("ends with the sign-in, and writes nothing after its end whatever happens to the attempt", async () => {
    const { browser, db, context, feeds, faults, attemptId, tokenHash, answered } = await serve();
    context.queue.listen((changed) => feeds.changed(changed.map(({ stored }) => stored)));
    const [response] = await once(browser, "response");
    response.resume();
    await transact(db, (trx) => endSignIn(trx, tokenHash, NOW));
    await once(response, "end");
    const told = answered();
    await context.record({ attemptId, by: "server", arrivedAtMs: NOW + 5, act: { kind: "take-over", request: { browserId: "two", expectedLease: 1 } } });
    await new Promise((next) => setTimeout(next, 100));
    expect([feeds.listeners(), answered(), faults]).toEqual([0, told, []]);
  });
});
