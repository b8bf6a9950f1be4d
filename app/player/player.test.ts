import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, expect, test } from "vitest";
import type { Operation } from "#app/exam/attempt/protocol.ts";
import type { ExamPackage } from "#app/exam/form/package.ts";
import type { PlayerEnvironment } from "./page/environment.ts";
import { createPlayer, type Player } from "./player.ts";
import type { PlayerSnapshot } from "./snapshot.ts";

const ATTEMPT = "0190aaaa-0000-7000-8000-000000000001";
const FRAME = new Uint8Array(randomBytes(500));
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const damaged = (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 7 ? byte ^ 1 : byte)));

type Study = { frames: { hash: string }[] };
type Stored = { lease: number; operation: Operation };

/** What a candidate's browser can notice of a server: one attempt, seats, answers, a package. */
function createServer() {
  const key = randomBytes(32);
  const frameHash = sha256(FRAME);
  const item = (position: number) => ({
    position,
    stem: "<p>Stem</p>",
    leadIn: "<p>Which?</p>",
    interaction: { kind: "single-best-answer" as const, options: ["A", "B", "C"].map((id) => ({ id, text: id })) },
    panels: position === 1 ? [{ label: "Cine", studyId: "s", alternativeText: "", start: {} }] : [],
    notice: null,
  });
  const content: ExamPackage<Study> = {
    title: "Form",
    items: [item(1), item(2), item(3)],
    studies: { s: { frames: [{ hash: frameHash }] } },
  };
  const server = {
    reachable: true,
    signedIn: true,
    state: "admitted",
    lease: 0,
    browserId: "",
    deadlineMs: null as number | null,
    stored: new Map<string, Stored>(),
    heartbeats: 0,
    /** What the start said of the screen. */
    display: null as unknown,
    takesOver: "freely" as "freely" | "after-release",
    releasedUntilMs: null as number | null,
    takeOvers: 0,
    /** A server from before `seen` does not tell it. */
    tellsSeen: true,
    contentKey: key.toString("base64"),
    packages: 0,
    /** It cannot read answers with this option. */
    unreadable: null as string | null,
    /** Which of its packages and frames arrive with one byte changed. */
    damages: [] as ("package" | "frame")[],
  };
  const now = () => 1_800_000_000_000 + Math.round(performance.now());
  const clock = () => ({ serverTimeMs: now(), deadlineMs: server.deadlineMs, state: server.state, lease: server.lease, seatReleasedUntilMs: server.releasedUntilMs });
  const receipt = () => (server.state === "submitted" ? { chainHead: "c0ffee", eventCount: 9, closedAtMs: now(), answered: 2, resultsExpectedOn: null } : null);
  const json = (status: number, body: object) => new Response(JSON.stringify(body), { status });

  function encrypt(plain: Uint8Array, hash: string): Buffer {
    const nonce = createHash("sha256").update(`1:${hash}`).digest().subarray(0, 12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(`${ATTEMPT}:${hash}`));
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  function responses() {
    const last = new Map<string, Stored>();
    for (const one of server.stored.values()) {
      const place = `${one.operation.position}:${one.operation.kind}`;
      const before = last.get(place);
      const newer = before === undefined || one.lease > before.lease || (one.lease === before.lease && one.operation.seq > before.operation.seq);
      if (newer && !["visit", "submit", "report-problem", "image-trouble"].includes(one.operation.kind)) last.set(place, one);
    }
    return [...last.values()].map(({ lease, operation: { position, kind, value, seq } }) => ({ position, kind, value, lease, seq, savedAtMs: now() }));
  }

  function seen() {
    const visits = [...server.stored.values()].filter((one) => one.operation.kind === "visit").map((one) => one.operation.position);
    return [...new Set(visits)].sort((a, b) => a - b);
  }

  function operations({ lease, operations: sent }: { lease: number; operations: Operation[] }): Response {
    const told = { refused: [], waitingFor: [], chainHead: "aa" };
    if (["submitted", "timed-out"].includes(server.state)) {
      return json(410, { ...clock(), ...told, acknowledged: [], receipt: receipt(), reason: "closed", stored: sent.map((one) => one.opId), late: true });
    }
    const isUnreadable = ({ value }: Operation) => server.unreadable !== null && Array.isArray(value) && value.flat().includes(server.unreadable);
    if (sent.some(isUnreadable)) return json(422, { reason: "malformed", detail: "" });
    if (lease > server.lease) return json(409, { reason: "unknown-lease", ...clock() });
    for (const operation of sent) server.stored.set(operation.opId, { lease, operation });
    if (sent.some((one) => one.kind === "submit")) server.state = "submitted";
    const reply = { ...clock(), ...told, acknowledged: sent.map((one) => one.opId), receipt: receipt() };
    return lease < server.lease ? json(409, { ...reply, reason: "seat-taken", unclaimed: [] }) : json(200, reply);
  }

  const fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (!server.reachable) throw new TypeError("network");
    const { pathname } = new URL(String(url), "http://exam");
    const body: unknown = init?.body === undefined || pathname === "/again" ? null : JSON.parse(String(init.body));
    if (pathname === "/again") {
      server.signedIn = String(init?.body).includes("code=right");
      return server.signedIn ? json(200, { ok: true }) : json(422, { ok: false, reason: "wrong-code" });
    }
    if (!server.signedIn) return json(401, { reason: "sign-in-ended" });
    const name = pathname.replace(`/attempts/${ATTEMPT}/`, "");
    if (name === "heartbeat") server.heartbeats += 1;
    if (name === "heartbeat" || name === "rules" || name === "call") return json(200, clock());
    if (name === "take-over") {
      const wish = body as { browserId: string; expectedLease: number };
      server.takeOvers += 1;
      if (wish.expectedLease !== server.lease) return json(409, { reason: "lease-moved", ...clock() });
      if (server.lease > 0 && server.takesOver === "after-release" && (server.releasedUntilMs ?? 0) < now()) return json(409, { reason: "seat-not-released", ...clock() });
      server.lease += 1;
      server.releasedUntilMs = null;
      return json(200, clock());
    }
    if (name === "start") {
      if ((body as { lease: number }).lease > server.lease) return json(409, { reason: "unknown-lease", ...clock() });
      if ((body as { lease: number }).lease !== server.lease) return json(409, { reason: "seat-taken", ...clock() });
      const { display } = body as { display: unknown };
      if (server.state === "admitted") Object.assign(server, { state: "active", deadlineMs: now() + 3_600_000, display });
      return json(200, { ...clock(), contentKey: server.contentKey, order: [2, 1, 3], responses: responses(), position: 1, submittedAtMs: null, receipt: receipt(), ...(server.tellsSeen ? { seen: seen() } : {}) });
    }
    if (name === "operations") return operations(body as { lease: number; operations: Operation[] });
    const arrived = (what: "package" | "frame", bytes: Buffer) => (server.damages.includes(what) ? damaged(bytes) : bytes);
    if (name === "package") {
      server.packages += 1;
      const plain = Buffer.from(JSON.stringify(content));
      const hash = sha256(plain);
      return json(200, { protocol: 2, attemptId: ATTEMPT, part: 1, index: 0, hash, ciphertext: arrived("package", encrypt(plain, hash)).toString("base64"), frames: [{ index: 1, hash: frameHash, bytes: FRAME.length }] });
    }
    if (name === `frames/${frameHash}`) return new Response(new Uint8Array(arrived("frame", encrypt(FRAME, frameHash))));
    return json(404, { reason: "unknown" });
  };
  const releaseSeat = (forMs: number) => void (server.releasedUntilMs = now() + forMs);
  return Object.assign(server, { fetch, frameHash, releaseSeat, valuesOf: (kind: string) => [...server.stored.values()].filter((one) => one.operation.kind === kind).map((one) => [one.operation.position, one.operation.value]) });
}

/** Cache Storage of one browser, as far as the player uses it. */
function createCaches(): CacheStorage {
  const kept = new Map<string, Map<string, Uint8Array>>();
  const open = async (name: string) => {
    const entries = kept.get(name) ?? new Map<string, Uint8Array>();
    kept.set(name, entries);
    return {
      put: async (url: string, response: Response) => void entries.set(url, new Uint8Array(await response.arrayBuffer())),
      match: async (url: string) => (entries.has(url) ? new Response(Uint8Array.from(entries.get(url) ?? [])) : undefined),
      delete: async (url: string) => entries.delete(url),
      keys: async () => [...entries.keys()].map((url) => ({ url: `http://exam${url}` })),
    };
  };
  return { open, delete: async (name: string) => kept.delete(name), has: async (name: string) => kept.has(name) } as unknown as CacheStorage;
}

type Browser = { environment: PlayerEnvironment; fire(event: string): void; date: { shiftMs: number } };

function createBrowser(server: ReturnType<typeof createServer>, more: Partial<PlayerEnvironment> = {}): Browser {
  const listeners = new Map<string, Set<() => void>>();
  const date = { shiftMs: 0 };
  const environment: PlayerEnvironment = {
    fetch: server.fetch as typeof fetch,
    indexedDB: new IDBFactory(),
    caches: createCaches(),
    locks: null,
    crypto: globalThis.crypto,
    openChannel: () => null,
    openFeed: () => null,
    dateNow: () => Date.now() + date.shiftMs,
    monotonicNow: () => performance.now(),
    random: () => 0.5,
    // Everything the player waits for comes fifty times sooner; the time-out of a request stays far away.
    schedule(run, ms) {
      const timer = setTimeout(run, ms >= 15_000 ? ms : ms / 50);
      return () => clearTimeout(timer);
    },
    on(event, run) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(run));
      return () => set.delete(run);
    },
    visible: () => true,
    fullScreen: () => false,
    ...more,
  };
  return { environment, date, fire: (event) => listeners.get(event)?.forEach((run) => run()) };
}

const open: Player<Study>[] = [];
afterEach(() => open.splice(0).forEach((player) => player.close()));

function openPage({ environment }: Browser, rulesAccepted = true): Player<Study> {
  const player = createPlayer<Study>({
    attemptId: ATTEMPT,
    buildId: "b",
    parts: [{ oneWay: false }],
    rulesAccepted,
    candidateNumber: "C1",
    signInAgainUrl: "http://exam/again",
    framesOf: (study) => study.frames.map((frame) => frame.hash),
    environment,
  });
  open.push(player);
  return player;
}

async function until(player: Player<Study>, isSo: (now: PlayerSnapshot<Study>) => boolean): Promise<PlayerSnapshot<Study>> {
  for (let turn = 0; turn < 1_500; turn += 1) {
    if (isSo(player.getSnapshot())) return player.getSnapshot();
    await new Promise((next) => setTimeout(next, 2));
  }
  throw new Error(`It never happened; the player says ${JSON.stringify({ ...player.getSnapshot(), items: [], studies: {} })}`);
}

async function started(server: ReturnType<typeof createServer>, browser = createBrowser(server)) {
  const player = openPage(browser);
  await until(player, (now) => now.phase === "waiting" && now.packageReady && now.examState === "admitted" && now.seat === "mine");
  await player.start();
  await until(player, (now) => now.phase === "active");
  return { browser, player };
}

test("goes from the rules to the receipt, and leaves nothing of the exam on the computer", async () => {
  const server = createServer();
  const browser = createBrowser(server);
  const player = openPage(browser, false);
  await until(player, (now) => now.phase === "rules");
  await player.acceptRules("1");
  await until(player, (now) => now.phase === "waiting" && now.images.ready === 1 && now.seat === "mine");
  expect(player.getSnapshot().items).toEqual([]);
  await player.start();
  const running = await until(player, (now) => now.phase === "active" && now.time.status === "sure");
  expect(running.items.map((one) => one.position)).toEqual([2, 1, 3]);
  expect(running.time.remainingMs ?? 0).toBeGreaterThan(3_590_000);
  expect(await player.loadFrame(server.frameHash)).toEqual(FRAME);
  await player.respond(2, ["B"]);
  await until(player, (now) => now.questions[2]?.savedAtMs !== null && now.questions[2]?.fate === "saved");
  player.showSummary();
  expect(player.getSnapshot().phase).toBe("summary");
  await player.submit();
  const done = await until(player, (now) => now.phase === "receipt");
  expect(done.receipt?.chainHead).toBe("c0ffee");
  await until(player, (now) => now.items.length === 0);
  expect(await browser.environment.caches?.has(`cmr-exam-${ATTEMPT}`)).toBe(false);
  await expect(player.loadFrame(server.frameHash)).rejects.toThrow();
  expect(await player.respond(2, ["C"])).toBe(false);
});

test.each([0, 1, 2, 3, 4, 6, 8, 12, 20])("starts when the button is pressed while the first seat is on its way, %i turns after its reply", async (turns) => {
  const server = createServer();
  let tell = () => {};
  const replied = new Promise<void>((resolve) => (tell = resolve));
  const fetch = (async (url: string, init?: RequestInit) => {
    const reply = await server.fetch(url, init);
    if (url.endsWith("/take-over")) tell();
    return reply;
  }) as typeof globalThis.fetch;
  const player = openPage(createBrowser(server, { fetch }));
  await replied;
  for (let turn = 0; turn < turns; turn += 1) await new Promise((next) => setImmediate(next));
  await until(player, (now) => now.phase === "waiting" && now.packageReady);
  await player.start();
  expect(player.getSnapshot()).toMatchObject({ refusal: null, busy: null });
  await until(player, (now) => now.phase === "active");
});

test("takes the seat and gets the questions at once, when the feed tells of the accepted rules before their reply comes", async () => {
  const server = createServer();
  server.state = "waiting";
  const listeners: ((event: { data: unknown }) => void)[] = [];
  const openFeed = () => ({ addEventListener: (name: string, listener: (event: { data: unknown }) => void) => void (name === "state" && listeners.push(listener)), close: () => undefined });
  const fetch = (async (url: string, init?: RequestInit) => {
    if (!url.endsWith("/rules")) return server.fetch(url, init);
    server.state = "admitted";
    const reply = await server.fetch(url, init);
    const { serverTimeMs, ...clock } = (await reply.clone().json()) as { serverTimeMs: number };
    for (const listener of listeners) listener({ data: JSON.stringify({ ...clock, serverTimeMs: serverTimeMs + 5 }) });
    return reply;
  }) as typeof globalThis.fetch;
  const player = openPage(createBrowser(server, { fetch, openFeed }), false);
  await until(player, (now) => now.phase === "rules");
  await player.acceptRules("1");
  await until(player, (now) => now.seat === "mine" && now.packageReady);
  expect([server.heartbeats, server.takeOvers]).toEqual([1, 1]);
});

test("goes on offline after a reload with every answer, and delivers all of them by itself", async () => {
  const server = createServer();
  const { browser, player } = await started(server);
  await player.respond(1, ["A"]);
  await until(player, (now) => now.saving.waiting === 0);
  server.reachable = false;
  await player.respond(2, ["B"]);
  await player.flag(3, true);
  player.close();

  const again = openPage(browser, false);
  const offline = await until(again, (now) => now.phase === "active");
  expect([offline.questions[1]?.response, offline.questions[2]?.response, offline.questions[3]?.flagged]).toEqual([["A"], ["B"], true]);
  expect([offline.questions[2]?.fate, offline.questions[2]?.savedAtMs]).toEqual(["waiting", null]);
  expect(offline.time.status).toBe("checking");
  expect(await again.loadFrame(server.frameHash)).toEqual(FRAME);
  await again.respond(3, ["C"]);
  server.reachable = true;
  browser.fire("online");
  await until(again, (now) => now.saving.waiting === 0 && now.time.status === "sure");
  expect(server.valuesOf("respond")).toEqual([[1, ["A"]], [2, ["B"]], [3, ["C"]]]);
});

test("makes the old seat read-only, continues on the new one with all answers, and loses none made in between", async () => {
  const server = createServer();
  // The first page hears of the new seat by its reply, not by a heartbeat that happens to come before it.
  let deaf = false;
  const fetchOf = server.fetch as typeof fetch;
  const fetch: typeof globalThis.fetch = (input, init) => (deaf && String(input).endsWith("/heartbeat") ? Promise.reject(new TypeError("no reply")) : fetchOf(input, init));
  const first = await started(server, createBrowser(server, { fetch }));
  await first.player.respond(1, ["A"]);
  await first.player.highlight(1, [[0, 4]]);
  await until(first.player, (now) => now.saving.waiting === 0 && server.valuesOf("highlight").length === 1);

  deaf = true;
  const second = openPage(createBrowser(server));
  await until(second, (now) => now.phase === "read-only" && now.seat === "other-browser");
  await second.takeOver();
  const moved = await until(second, (now) => now.phase === "active");
  expect([moved.questions[1]?.response, moved.questions[1]?.highlights, moved.position]).toEqual([["A"], [[0, 4]], 1]);

  await first.player.respond(3, ["B"]);
  await until(first.player, (now) => now.phase === "read-only" && now.saving.waiting === 0);
  expect(server.valuesOf("respond")).toContainEqual([3, ["B"]]);
  expect(await first.player.respond(3, ["C"])).toBe(false);
});

test("knows in the next browser which questions were only looked at", async () => {
  const server = createServer();
  const first = await started(server);
  first.player.visit(3);
  await until(first.player, () => server.valuesOf("visit").length === 2);
  await until(first.player, (now) => now.saving.waiting === 0);

  const browser = createBrowser(server);
  const second = openPage(browser);
  await until(second, (now) => now.phase === "read-only");
  await second.takeOver();
  const moved = await until(second, (now) => now.phase === "active" && now.saving.waiting === 0);
  expect(moved.questions[3]).toMatchObject({ seen: true, response: [], fate: null, savedAtMs: null });
  expect(moved.questions[2]).toBeUndefined();
  second.close();

  server.reachable = false;
  const reloaded = await until(openPage(browser), (now) => now.phase === "active");
  expect(reloaded.questions[3]?.seen).toBe(true);
});

test("goes on where an older server does not tell what was seen", async () => {
  const server = createServer();
  server.tellsSeen = false;
  const { player } = await started(server);
  await until(player, (now) => now.questions[1] !== undefined && now.saving.waiting === 0);
  expect(player.getSnapshot().questions[1]?.seen).toBe(true);
  expect(player.getSnapshot().questions[3]).toBeUndefined();
});

test("says why it may not take the seat, and stays as it is", async () => {
  const server = createServer();
  await started(server);
  server.takesOver = "after-release";
  const second = openPage(createBrowser(server));
  await until(second, (now) => now.phase === "read-only");
  await second.takeOver();
  expect(second.getSnapshot()).toMatchObject({ phase: "read-only", refusal: "seat-not-released", busy: null });
});

test("goes on by itself with all answers when the seat is released, and the seat left behind does not come back by itself", async () => {
  const server = createServer();
  server.takesOver = "after-release";
  const first = await started(server);
  await first.player.respond(1, ["A"]);
  await until(first.player, (now) => now.saving.waiting === 0);
  const second = openPage(createBrowser(server));
  const waits = await until(second, (now) => now.phase === "read-only" && now.seatWait === "release" && now.time.status === "sure");
  expect([waits.items, waits.questions]).toEqual([[], {}]);
  expect(waits.time.remainingMs ?? 0).toBeGreaterThan(3_590_000);

  const before = server.takeOvers;
  server.releaseSeat(600_000);
  const moved = await until(second, (now) => now.phase === "active" && now.questions[1] !== undefined);
  expect([moved.questions[1]?.response, moved.seatWait, moved.refusal]).toEqual([["A"], null, null]);
  expect(server.takeOvers - before).toBe(1);

  await until(first.player, (now) => now.phase === "read-only");
  server.releaseSeat(600_000);
  const heartbeats = server.heartbeats;
  await until(first.player, () => server.heartbeats > heartbeats + 4);
  expect(first.player.getSnapshot()).toMatchObject({ phase: "read-only", seatWait: null });
  expect(server.takeOvers - before).toBe(1);
  // At the press of its button it may: the release stands.
  await first.player.takeOver();
  await until(first.player, (now) => now.phase === "active");
});

test("two browsers that wait: one gets the seat, the other says so and waits for the next release", async () => {
  const server = createServer();
  server.takesOver = "after-release";
  await started(server);
  const waiting = [openPage(createBrowser(server)), openPage(createBrowser(server))];
  for (const player of waiting) await until(player, (now) => now.seatWait === "release");
  server.releaseSeat(600_000);
  await until(waiting[0]!, () => waiting.some((player) => player.getSnapshot().phase === "active"));
  const other = waiting.find((player) => player.getSnapshot().phase !== "active")!;
  await until(other, (now) => now.seatWait === "other-first");
  const asked = server.takeOvers;
  const heartbeats = server.heartbeats;
  await until(other, () => server.heartbeats > heartbeats + 6);
  expect(server.takeOvers).toBe(asked);
  server.releaseSeat(600_000);
  await until(other, (now) => now.phase === "active");
});

test("says that a release ran out unused, and never asks for it", async () => {
  const server = createServer();
  server.takesOver = "after-release";
  await started(server);
  server.releaseSeat(-1);
  const second = openPage(createBrowser(server));
  await until(second, (now) => now.seatWait === "release-over");
  const asked = server.takeOvers;
  const heartbeats = server.heartbeats;
  await until(second, () => server.heartbeats > heartbeats + 4);
  expect(server.takeOvers).toBe(asked);
});

test("hides the questions while paused, takes no answer then but a note typed before, and goes on by itself", async () => {
  const server = createServer();
  const { player } = await started(server);
  server.state = "paused";
  await until(player, (now) => now.phase === "paused");
  expect(await player.respond(1, ["A"])).toBe(false);
  // What the fields held when the pause came still gets to the server.
  expect(await player.note(1, "typed before")).toBe(true);
  await until(player, (now) => now.saving.waiting === 0);
  expect([server.state, server.valuesOf("note")]).toEqual(["paused", [[1, "typed before"]]]);
  server.state = "active";
  await until(player, (now) => now.phase === "active");
  expect(await player.respond(1, ["A"])).toBe(true);
});

test("asks for the code in place and sends what waited", async () => {
  const server = createServer();
  const { player } = await started(server);
  server.signedIn = false;
  await player.respond(1, ["C"]);
  await until(player, (now) => now.signInNeeded);
  expect(player.getSnapshot().phase).toBe("active");
  expect(await player.signInAgain("wrong")).toEqual({ ok: false, reason: "wrong-code" });
  expect(await player.signInAgain("right")).toEqual({ ok: true });
  await until(player, (now) => now.saving.waiting === 0 && !now.signInNeeded);
  expect(server.valuesOf("respond")).toEqual([[1, ["C"]]]);
});

test("calls answers that arrive after the end late, never saved", async () => {
  const server = createServer();
  const { player, browser } = await started(server);
  server.reachable = false;
  await player.respond(1, ["C"]);
  server.state = "timed-out";
  server.reachable = true;
  browser.fire("online");
  const ended = await until(player, (now) => now.phase === "ended" && now.saving.late > 0);
  expect(ended.questions[1]).toMatchObject({ fate: "late", savedAtMs: null });
  expect(ended.receipt).toBeNull();
});

test("asks the server at once when the device's clock jumps, and shows the same time left", async () => {
  const server = createServer();
  const { player, browser } = await started(server);
  await until(player, (now) => now.time.status === "sure");
  const before = server.heartbeats;
  browser.date.shiftMs = 86_400_000;
  await until(player, () => server.heartbeats > before);
  const after = await until(player, (now) => now.time.status === "sure");
  expect(after.time.remainingMs ?? 0).toBeGreaterThan(3_580_000);
});

test("tells the server of image trouble in a quiet moment, and never counts or shows it as the candidate's", async () => {
  const server = createServer();
  let passed = 0;
  const browser = createBrowser(server, { monotonicNow: () => performance.now() + passed });
  const { player } = await started(server, browser);
  const waiting: number[] = [];
  player.subscribe(() => waiting.push(player.getSnapshot().saving.waiting));
  const queued = () => player.getSnapshot().saving.waiting > 0;
  player.imageTrouble(1, { kind: "scroll", panel: 0 });
  player.imageTrouble(1, { kind: "frame-missing", panel: 0, frame: 2 });
  await player.respond(1, ["A"]);
  await until(player, () => !queued());
  passed += 1_500;
  await new Promise((next) => setTimeout(next, 60));
  expect(server.valuesOf("image-trouble")).toEqual([]);

  const before = player.getSnapshot().questions;
  waiting.length = 0;
  passed += 5_000;
  await until(player, () => server.valuesOf("image-trouble").length === 1);
  expect(server.valuesOf("image-trouble")).toEqual([[1, ["missing panel 0 frame 2 frames 1"]]]);
  await until(player, () => waiting.length > 0);
  expect(new Set(waiting)).toEqual(new Set([0]));
  expect(player.getSnapshot().questions).toEqual(before);

  player.imageTrouble(1, { kind: "frame-wait", panel: 0, frame: 2, waitedMs: 12_000 });
  passed += 30_000;
  await new Promise((next) => setTimeout(next, 60));
  expect(server.valuesOf("image-trouble")).toHaveLength(1);
  passed += 31_000;
  await until(player, () => server.valuesOf("image-trouble").length === 2);
});

test("keeps what was said of the screen through a reload, lets it be changed, and tells it with the start", async () => {
  const server = createServer();
  const browser = createBrowser(server);
  const first = openPage(browser);
  await until(first, (now) => now.phase === "waiting");
  expect(first.getSnapshot().display).toEqual({ dark: null, bright: null });
  first.testDisplay("dark", "seen");
  first.testDisplay("bright", "seen");
  first.testDisplay("dark", "not-seen");
  await until(first, (now) => now.display.dark === "not-seen");
  await new Promise((next) => setTimeout(next, 20));
  first.close();

  const { player } = await started(server, browser);
  expect(player.getSnapshot().display).toEqual({ dark: "not-seen", bright: "seen" });
  expect(server.display).toEqual({ dark: "not-seen", bright: "seen" });
});

test("tells what was still gathering of image trouble at the hand-in, before the hand-in", async () => {
  const server = createServer();
  const { player } = await started(server);
  await until(player, (now) => now.saving.waiting === 0);
  player.imageTrouble(1, { kind: "frame-missing", panel: 0, frame: 2 });
  player.imageTrouble(3, { kind: "frame-wait", panel: 0, frame: 0, waitedMs: 10_000 });
  await player.submit();
  await until(player, (now) => now.phase === "receipt");
  expect(server.valuesOf("image-trouble")).toEqual([[1, ["missing panel 0 frame 2 frames 1"]], [3, ["wait panel 0 frame 0 ms 10000 frames 1"]]]);
  const seqOf = (kind: string) => [...server.stored.values()].filter((one) => one.operation.kind === kind).map((one) => one.operation.seq);
  expect(Math.max(...seqOf("image-trouble"))).toBeLessThan(Math.min(...seqOf("submit")));
});

test("refuses to begin where nothing can be kept, and says of its call to the proctor what is so", async () => {
  const server = createServer();
  let lost = true;
  const fetch = (async (url: string, init?: RequestInit) => {
    if (url.endsWith("/call") && lost) throw new TypeError("network");
    return server.fetch(url, init);
  }) as typeof globalThis.fetch;
  const player = openPage(createBrowser(server, { indexedDB: null, fetch }));
  await until(player, (now) => now.phase === "refused" && now.call?.state === "failed");
  expect(player.getSnapshot().storage).toBe("no-database");
  lost = false;
  await player.call("technical");
  expect(player.getSnapshot().call).toEqual({ kind: "technical", state: "received" });
});

test("a fault at the start leaves no button waiting, and the next press starts", async () => {
  const server = createServer();
  const { contentKey } = server;
  server.contentKey = "no key";
  const player = openPage(createBrowser(server));
  await until(player, (now) => now.phase === "waiting" && now.packageReady && now.examState === "admitted" && now.seat === "mine");
  await player.start();
  expect(player.getSnapshot()).toMatchObject({ phase: "waiting", busy: null, refusal: "page-fault" });
  server.contentKey = contentKey;
  await player.start();
  expect(player.getSnapshot()).toMatchObject({ phase: "active", busy: null, refusal: null });
});

/** A player whose seat has the second lease, with an answer saved under it, on a server that is then set back to before its first. */
async function forgottenSeat() {
  const server = createServer();
  await started(server);
  const browser = createBrowser(server);
  const player = openPage(browser);
  await until(player, (now) => now.phase === "read-only");
  await player.takeOver();
  await until(player, (now) => now.phase === "active");
  await player.respond(1, ["A"]);
  await until(player, (now) => now.saving.waiting === 0 && server.valuesOf("respond").length === 1);
  open[0]?.close();
  server.lease = 0;
  server.stored.clear();
  const links = new Set<boolean>();
  player.subscribe(() => links.add(player.getSnapshot().saving.reachable));
  return { server, browser, player, links };
}

test("asks for its seat again when the server does not know it any more, and delivers everything under the new one", async () => {
  const { server, player, links } = await forgottenSeat();
  await player.respond(2, ["B"]);
  await until(player, (now) => now.saving.waiting === 0 && server.valuesOf("respond").length === 2);
  expect(server.valuesOf("respond")).toEqual([[1, ["A"]], [2, ["B"]]]);
  expect([server.lease, [...links]]).toEqual([1, [true]]);
  expect(player.getSnapshot()).toMatchObject({ phase: "active", seat: "mine" });
  expect(await player.respond(3, ["C"])).toBe(true);
});

test("asks for an unknown seat also when the page is loaded again", async () => {
  const { server, browser, player } = await forgottenSeat();
  player.close();
  const again = openPage(browser);
  await until(again, (now) => now.phase === "active" && server.lease === 1 && now.saving.waiting === 0 && server.valuesOf("respond").length === 1);
  expect(server.valuesOf("respond")).toEqual([[1, ["A"]]]);
});

test("keeps what waits while a proctor must release an unknown seat, and goes on with it then", async () => {
  const { server, player } = await forgottenSeat();
  Object.assign(server, { lease: 1, takesOver: "after-release" });
  await player.respond(2, ["B"]);
  await until(player, (now) => now.phase === "read-only" && now.seatWait === "release");
  const asked = server.takeOvers;
  const heartbeats = server.heartbeats;
  await until(player, () => server.heartbeats > heartbeats + 2);
  expect([server.takeOvers, player.getSnapshot().saving.waiting]).toEqual([asked, 1]);
  server.releaseSeat(600_000);
  await until(player, (now) => now.phase === "active" && now.saving.waiting === 0);
  expect([server.lease, server.valuesOf("respond")]).toEqual([2, [[2, ["B"]]]]);
});

/** What Cache Storage holds of the exam under a name, and a way to change it. */
async function cached({ environment }: Browser, name: string) {
  const cache = await environment.caches!.open(`cmr-exam-${ATTEMPT}`);
  const url = `/exam-content/${ATTEMPT}/${name}`;
  return {
    read: async () => Buffer.from(new Uint8Array((await (await cache.match(url))?.arrayBuffer()) ?? new ArrayBuffer(0))),
    write: (bytes: Buffer) => cache.put(url, new Response(new Uint8Array(bytes))),
  };
}

const spoilt: [string, (kept: Buffer) => Buffer][] = [
  ["whose ciphertext was changed", (kept) => Buffer.from(kept.toString().replace(/"ciphertext":"..../, '"ciphertext":"AAAA'))],
  ["whose ciphertext is none", (kept) => Buffer.from(kept.toString().replace(/"ciphertext":"..../, '"ciphertext":"*'))],
  ["with another hash", (kept) => Buffer.from(kept.toString().replace(/"hash":"......../, '"hash":"00000000'))],
  ["that was cut off", (kept) => kept.subarray(0, 100)],
];
test.each(spoilt)("throws away a kept package %s, and goes on with one fetched anew", async (_what, spoil) => {
  const server = createServer();
  const { browser, player } = await started(server);
  player.close();
  const kept = await cached(browser, "package");
  const good = await kept.read();
  await kept.write(spoil(good));
  const again = openPage(browser);
  await until(again, (now) => now.phase === "active" && now.items.length === 3);
  expect([server.packages, await kept.read()]).toEqual([2, good]);
});

test("says that the questions arrive damaged after the second time, asks no more by itself, and goes on at the next press", async () => {
  const server = createServer();
  server.damages = ["package"];
  const player = openPage(createBrowser(server));
  await until(player, (now) => now.phase === "waiting" && now.packageReady && now.examState === "admitted" && now.seat === "mine");
  await player.start();
  await until(player, (now) => now.examState === "active");
  const heartbeats = server.heartbeats;
  await until(player, () => server.heartbeats > heartbeats + 2);
  expect(player.getSnapshot()).toMatchObject({ phase: "waiting", busy: null, refusal: "package-damaged", packageReady: true });
  expect(server.packages).toBe(2);
  server.damages = [];
  await player.start();
  expect(player.getSnapshot()).toMatchObject({ phase: "active", refusal: null });
});

test("throws away a kept frame that is no good, and says so when it arrives damaged again", async () => {
  const server = createServer();
  const { browser, player } = await started(server);
  await until(player, (now) => now.images.ready === 1);
  const kept = await cached(browser, server.frameHash);
  const good = await kept.read();
  await kept.write(damaged(good));
  expect(await player.loadFrame(server.frameHash)).toEqual(FRAME);
  expect(await kept.read()).toEqual(good);

  await kept.write(damaged(good));
  server.damages = ["frame"];
  await expect(player.loadFrame(server.frameHash)).rejects.toMatchObject({ name: "DecryptionError" });
  server.damages = [];
  server.reachable = false;
  await expect(player.loadFrame(server.frameHash)).rejects.toMatchObject({ name: "FrameMissingError" });
  expect(await kept.read()).toHaveLength(0);
  server.reachable = true;
  await until(player, (now) => now.images.ready === 1);
  expect(await player.loadFrame(server.frameHash)).toEqual(FRAME);
});

test("keeps what the server cannot read after the hand-in and through a reload, and says so", async () => {
  const server = createServer();
  server.unreadable = "C";
  const { browser, player } = await started(server);
  await player.respond(1, ["A"]);
  await player.respond(2, ["C"]);
  await until(player, (now) => now.saving.setAside.length === 1 && now.saving.waiting === 0 && now.call?.state === "received");
  await player.submit();
  await until(player, (now) => now.phase === "receipt" && now.items.length === 0);
  player.close();

  const again = await until(openPage(browser), (now) => now.phase === "receipt" && now.loaded);
  expect(again.saving.setAside).toMatchObject([{ position: 2, kind: "respond", value: ["C"] }]);
  expect(again.questions[2]).toMatchObject({ fate: "set-aside", savedAtMs: null });
});
