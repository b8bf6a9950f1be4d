import fc from "fast-check";
import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import type { Operation } from "#app/exam/attempt/protocol.ts";
import { openDatabase } from "../store/database.ts";
import { openOutbox, type Outbox, type Settlement } from "../store/outbox.ts";
import { createRequester } from "./request.ts";
import { createSync, type Sync } from "./sync.ts";

type Fault = "none" | "lost-request" | "lost-reply" | "html" | "busy" | "names-nobody" | "cut-off" | "server-error";
const FAULTS: Fault[] = ["none", "lost-request", "lost-reply", "html", "busy", "names-nobody", "cut-off", "server-error"];

/** The promise of the server in twenty lines: keeps each opId once, the highest number per question counts. */
function createServer(faults: Fault[] = []) {
  const log = new Map<string, Operation & { lease: number }>();
  const requests: { lease: number; operations: Operation[] }[] = [];
  const options: { tooManyFor?: number; badOpIds: Set<string>; paused: boolean } = { badOpIds: new Set(), paused: false };
  const clock = () => ({ serverTimeMs: 1_000 + log.size, deadlineMs: null, state: options.paused ? "paused" : "active", lease: 1 });
  const json = (status: number, body: object, headers: HeadersInit = {}) => new Response(JSON.stringify(body), { status, headers });

  const fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    const fault = faults.shift() ?? "none";
    if (fault === "lost-request") throw new TypeError("network");
    if (fault === "html") return new Response("<html>Welcome to the hospital's network</html>", { status: 200 });
    if (fault === "busy") return json(503, { reason: "busy" }, { "Retry-After": "1" });
    if (fault === "server-error") return json(500, { reason: "fault" });
    if (fault === "names-nobody") return json(200, { ...clock(), acknowledged: [], refused: [], waitingFor: [], chainHead: "", receipt: null });
    const request = JSON.parse(String(init?.body)) as { lease: number; operations: Operation[] };
    requests.push(request);
    const unread = request.operations.filter((one) => options.badOpIds.has(one.opId));
    if (unread.length > 0) return json(422, { reason: "malformed", detail: "" });
    const taken = request.operations.filter((one) => !(options.paused && (one.kind === "visit" || one.kind === "submit")));
    for (const operation of taken) if (!log.has(operation.opId)) log.set(operation.opId, { ...operation, lease: request.lease });
    if (fault === "lost-reply") throw new TypeError("network");
    const reply = JSON.stringify({ ...clock(), acknowledged: taken.map((one) => one.opId), refused: [], waitingFor: [], chainHead: "", receipt: null });
    return new Response(fault === "cut-off" ? reply.slice(0, reply.length / 2) : reply, { status: 200 });
  };
  return { fetch: fetch as typeof globalThis.fetch, log, requests, options };
}

const quick = (run: () => void, ms: number) => {
  const timer = setTimeout(run, ms / 1_000);
  return () => clearTimeout(timer);
};

type Seen = { settled: Settlement[]; asides: string[]; signIns: number; links: boolean[] };

async function openPage(factory: IDBFactory, fetch: typeof globalThis.fetch, held: () => ("visit" | "submit")[] = () => []) {
  const database = await openDatabase(factory, "a");
  const outbox = openOutbox({ database, newId: () => crypto.randomUUID(), dateNow: () => 0 });
  const seen: Seen = { settled: [], asides: [], signIns: 0, links: [] };
  // The time-out of a request must not be a thousandth of itself.
  const schedule = (run: () => void, ms: number) => (ms >= 10_000 ? quick(run, ms * 1_000) : quick(run, ms));
  const request = createRequester({ fetch, schedule, monotonicNow: () => performance.now() }, { attemptId: "a", buildId: "b" });
  const sync = createSync({
    outbox,
    request,
    schedule,
    random: () => 0.5,
    heldKinds: held,
    listener: {
      heard: () => undefined,
      settled: (settlements) => void seen.settled.push(...settlements),
      receipt: () => undefined,
      signInEnded: () => void (seen.signIns += 1),
      denied: () => undefined,
      leaseUnknown: () => undefined,
      setAside: (reason) => void seen.asides.push(reason),
      link: ({ reachable }) => void seen.links.push(reachable),
    },
  });
  return { outbox, sync, seen };
}

async function until(done: () => Promise<boolean> | boolean): Promise<void> {
  for (let turn = 0; turn < 2_000; turn += 1) {
    if (await done()) return;
    await new Promise((next) => setTimeout(next, 1));
  }
  throw new Error("It did not come to an end");
}

const delivered = (outbox: Outbox) => until(async () => (await outbox.queue()).length === 0);
const click = async (page: { outbox: Outbox; sync: Sync }, position: number, option: string) => {
  const operation = await page.outbox.add(1, { position, kind: "respond", value: [option], lastServerTimeMs: 0, elapsedMs: 0 });
  page.sync.kick();
  return operation;
};

describe("delivery", () => {
  test.each(FAULTS)("loses nothing and claims nothing too early when the first reply is: %s", async (fault) => {
    const server = createServer([fault, "none"]);
    const page = await openPage(new IDBFactory(), server.fetch);
    const operation = await click(page, 1, "B");
    await delivered(page.outbox);
    expect([...server.log.keys()]).toEqual([operation.opId]);
    expect(page.seen.settled).toMatchObject([{ opId: operation.opId, fate: "saved" }]);
  });

  test("sends what was written before the page was killed, from the next page", async () => {
    const factory = new IDBFactory();
    const server = createServer();
    const first = await openPage(factory, server.fetch);
    first.sync.stop();
    const operation = await click(first, 7, "C");
    const second = await openPage(factory, server.fetch);
    second.sync.kick();
    await delivered(second.outbox);
    expect(server.log.get(operation.opId)?.value).toEqual(["C"]);
  });

  test("keeps one request in flight and sends what came meanwhile in one batch behind it", async () => {
    const server = createServer();
    let open = 0;
    let most = 0;
    const slow: typeof fetch = async (...input) => {
      most = Math.max(most, (open += 1));
      await new Promise((next) => setTimeout(next, 5));
      open -= 1;
      return server.fetch(...input);
    };
    const page = await openPage(new IDBFactory(), slow);
    for (let position = 1; position <= 20; position += 1) await click(page, position, "A");
    page.sync.kick();
    page.sync.resume();
    await delivered(page.outbox);
    expect(most).toBe(1);
    expect(server.log.size).toBe(20);
    expect(server.requests.length).toBeLessThan(20);
  });

  test("never sends more than 200 operations or 256 kB at once", async () => {
    const server = createServer();
    const page = await openPage(new IDBFactory(), server.fetch);
    const note = "n".repeat(2_000);
    for (let index = 0; index < 230; index += 1) {
      await page.outbox.add(1, { position: index, kind: "note", value: note, lastServerTimeMs: 0, elapsedMs: 0 });
    }
    page.sync.kick();
    await delivered(page.outbox);
    expect(server.log.size).toBe(230);
    for (const request of server.requests) {
      expect(request.operations.length).toBeLessThanOrEqual(200);
      expect(JSON.stringify(request).length).toBeLessThanOrEqual(256 * 1024);
    }
  });

  test("finds the one operation the server cannot read, sets it aside and delivers the others", async () => {
    const server = createServer();
    const page = await openPage(new IDBFactory(), server.fetch);
    const operations = [];
    for (let position = 1; position <= 3; position += 1) {
      operations.push(await page.outbox.add(1, { position, kind: "respond", value: ["A"], lastServerTimeMs: 0, elapsedMs: 0 }));
    }
    server.options.badOpIds.add(operations[1]?.opId ?? "");
    page.sync.kick();
    await delivered(page.outbox);
    expect(page.seen.asides).toEqual(["malformed"]);
    expect([...server.log.values()].map(({ seq, kind }) => [seq, kind])).toEqual([[1, "respond"], [2, "visit"], [3, "respond"]]);
    expect(page.seen.settled.map((one) => one.opId)).not.toContain(operations[1]?.opId);
  });

  test("holds back visits and the submission while paused, and sends them after it", async () => {
    const server = createServer();
    server.options.paused = true;
    const page = await openPage(new IDBFactory(), server.fetch, () => (server.options.paused ? ["visit", "submit"] : []));
    await page.outbox.add(1, { position: 2, kind: "visit", value: null, lastServerTimeMs: 0, elapsedMs: 0 });
    await click(page, 1, "A");
    await until(async () => (await page.outbox.queue()).length === 1);
    server.options.paused = false;
    page.sync.kick();
    await delivered(page.outbox);
    expect([...server.log.values()].map((one) => one.kind)).toEqual(["respond", "visit"]);
  });

  test("asks for the sign-in once, keeps the queue, and goes on after it", async () => {
    const server = createServer();
    let signedIn = false;
    const guarded: typeof fetch = async (...input) =>
      signedIn ? server.fetch(...input) : new Response(JSON.stringify({ reason: "sign-in-ended" }), { status: 401 });
    const page = await openPage(new IDBFactory(), guarded);
    await click(page, 1, "A");
    await until(() => page.seen.signIns > 0);
    await click(page, 2, "B");
    expect((await page.outbox.queue()).length).toBe(2);
    expect(page.seen.signIns).toBe(1);
    signedIn = true;
    page.sync.resume();
    await delivered(page.outbox);
    expect(server.log.size).toBe(2);
  });
});

test("any mixture of clicks, faults and killed pages ends with every click on the server, once and in order", async () => {
  const step = fc.oneof(
    fc.record({ act: fc.constant("click" as const), position: fc.integer({ min: 1, max: 4 }), option: fc.constantFrom("A", "B", "C") }),
    fc.record({ act: fc.constant("kill" as const) }),
    fc.record({ act: fc.constant("wait" as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.array(fc.constantFrom(...FAULTS), { maxLength: 8 }), async (steps, faults) => {
      const factory = new IDBFactory();
      const server = createServer(faults);
      let page = await openPage(factory, server.fetch);
      const clicked: { opId: string; position: number; option: string }[] = [];
      const settled: Settlement[] = [];
      for (const one of steps) {
        if (one.act === "click") {
          const { opId } = await click(page, one.position, one.option);
          clicked.push({ opId, position: one.position, option: one.option });
        } else if (one.act === "wait") await new Promise((next) => setTimeout(next, 1));
        else {
          page.sync.stop();
          settled.push(...page.seen.settled);
          page = await openPage(factory, server.fetch);
          page.sync.kick();
        }
        // Nothing is ever called saved that the server does not hold.
        for (const { opId, fate } of page.seen.settled) expect(fate === "saved" && server.log.has(opId)).toBe(true);
      }
      page.sync.resume();
      await delivered(page.outbox);
      expect(server.log.size).toBe(clicked.length);
      const inOrder = [...server.log.values()].sort((a, b) => a.seq - b.seq);
      expect(inOrder.map((one) => one.opId)).toEqual(clicked.map((one) => one.opId));
      expect(inOrder.map((one) => one.seq)).toEqual(clicked.map((_, index) => index + 1));
    }),
    { numRuns: 60 },
  );
}, 60_000);
