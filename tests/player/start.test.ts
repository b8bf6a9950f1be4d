import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import { expect, test } from "vitest";
import { openBrowser, openPage, readyToStart, started, until } from "./support/browser.ts";
import { FRAME, FRAME_HASH, openExam } from "./support/exam.ts";

test("goes from the rules to the receipt, and leaves nothing of the exam on the computer", async () => {
  const exam = await openExam({ rulesAccepted: false });
  const browser = await openBrowser(exam);
  const page = openPage(browser, false);
  await until(page, (now) => now.phase === "rules");
  await page.acceptRules(rules.version);
  await until(page, (now) => now.phase === "waiting" && now.images.ready === 1 && now.seat === "mine");
  expect(page.getSnapshot().items).toEqual([]);
  await page.start();
  const running = await until(page, (now) => now.phase === "active" && now.time.status === "sure");
  expect(running.items.map((one) => one.position)).toEqual([1, 2, 3]);
  expect(running.time.remainingMs ?? 0).toBeGreaterThan(1_740_000);
  expect(await page.loadFrame(FRAME_HASH)).toEqual(FRAME);
  await page.respond(2, ["B"]);
  await until(page, (now) => now.questions[2]?.savedAtMs !== null && now.questions[2]?.fate === "saved");
  page.showSummary();
  expect(page.getSnapshot().phase).toBe("summary");
  await page.submit();
  const done = await until(page, (now) => now.phase === "receipt");
  const [last] = (await exam.events()).slice(-1);
  expect([last?.kind, done.receipt?.chainHead, done.receipt?.answered]).toEqual(["submitted", last?.hash, 1]);
  await until(page, (now) => now.items.length === 0);
  expect(await browser.environment.caches?.has(`cmr-exam-${exam.attemptId}`)).toBe(false);
  await expect(page.loadFrame(FRAME_HASH)).rejects.toThrow();
  expect(await page.respond(2, ["C"])).toBe(false);
});

test("shows the questions in the order that the server tells", async () => {
  const exam = await openExam();
  const browser = await openBrowser(exam);
  // The order of today's servers is that of the positions; that of a candidate of their own may come one day.
  browser.network.changes("start", (body) => ({ ...body, order: [2, 1, 3] }));
  const { page } = await started(exam, browser);
  expect(page.getSnapshot().items.map((one) => one.position)).toEqual([2, 1, 3]);
});

test.each([0, 1, 2, 3, 4, 6, 8, 12, 20])("starts when the button is pressed while the first seat is on its way, %i turns after its reply", async (turns) => {
  const browser = await openBrowser(await openExam());
  let tell = () => {};
  const replied = new Promise<void>((resolve) => (tell = resolve));
  browser.network.put("take-over", async (send) => {
    const reply = await send();
    tell();
    return reply;
  });
  const page = openPage(browser);
  await replied;
  for (let turn = 0; turn < turns; turn += 1) await new Promise((next) => setImmediate(next));
  await until(page, (now) => now.phase === "waiting" && now.packageReady);
  await page.start();
  expect(page.getSnapshot()).toMatchObject({ refusal: null, busy: null });
  await until(page, (now) => now.phase === "active");
});

test("takes the seat and gets the questions at once, when the feed tells of the accepted rules before their reply comes", async () => {
  const exam = await openExam({ rulesAccepted: false });
  const browser = await openBrowser(exam);
  const { environment, network } = browser;
  // Without the regular heartbeats, which would come to the aid of a page that missed something.
  const { schedule } = environment;
  environment.schedule = (run, ms) => (ms === 10_000 ? () => undefined : schedule(run, ms));
  let tell = () => {};
  const told = new Promise<void>((resolve) => (tell = resolve));
  environment.openFeed = (url) => {
    const feed = network.openFeed(url);
    feed.addEventListener("state", tell);
    return feed;
  };
  network.put("rules", async (send) => {
    const reply = await send();
    await told;
    return reply;
  });
  const page = openPage(browser, false);
  await until(page, (now) => now.phase === "rules" && now.feedLive);
  await page.acceptRules(rules.version);
  await until(page, (now) => now.seat === "mine" && now.packageReady);
  expect([exam.arrived("heartbeat"), exam.arrived("take-over")]).toEqual([1, 1]);
});

test("keeps what was said of the screen through a reload, lets it be changed, and tells it with the start", async () => {
  const exam = await openExam();
  const browser = await openBrowser(exam);
  const first = openPage(browser);
  await until(first, (now) => now.phase === "waiting");
  expect(first.getSnapshot().display).toEqual({ dark: null, bright: null });
  first.testDisplay("dark", "seen");
  first.testDisplay("bright", "seen");
  first.testDisplay("dark", "not-seen");
  await until(first, (now) => now.display.dark === "not-seen");
  first.close();

  const { page } = await started(exam, browser);
  expect(page.getSnapshot().display).toEqual({ dark: "not-seen", bright: "seen" });
  const start = (await exam.events()).find(({ kind }) => kind === "started");
  expect(start?.payload).toMatchObject({ display: { dark: "not-seen", bright: "seen" } });
});

test("refuses to begin where nothing can be kept, and says of its call to the proctor what is so", async () => {
  const exam = await openExam();
  const browser = await openBrowser(exam);
  browser.environment.indexedDB = null;
  const mend = browser.network.loses("call");
  const page = openPage(browser);
  await until(page, (now) => now.phase === "refused" && now.call?.state === "failed");
  expect(page.getSnapshot().storage).toBe("no-database");
  mend();
  await page.call("technical");
  expect(page.getSnapshot().call).toEqual({ kind: "technical", state: "received" });
  expect((await exam.events()).filter(({ kind }) => kind === "called")).toHaveLength(1);
});

test("a fault at the start leaves no button waiting, and the next press starts", async () => {
  const browser = await openBrowser(await openExam());
  const mend = browser.network.changes("start", (body) => ({ ...body, contentKey: "no key" }));
  const page = openPage(browser);
  await until(page, readyToStart);
  await page.start();
  expect(page.getSnapshot()).toMatchObject({ phase: "waiting", busy: null, refusal: "page-fault" });
  mend();
  await page.start();
  expect(page.getSnapshot()).toMatchObject({ phase: "active", busy: null, refusal: null });
});

test("goes on where an older server does not tell what was seen", async () => {
  const exam = await openExam();
  const browser = await openBrowser(exam);
  browser.network.changes("start", ({ seen: _seen, ...body }) => body);
  const { page } = await started(exam, browser);
  await until(page, (now) => now.questions[1] !== undefined && now.saving.waiting === 0);
  expect(page.getSnapshot().questions[1]?.seen).toBe(true);
  expect(page.getSnapshot().questions[3]).toBeUndefined();
});
