import { keep, openDatabase } from "#app/player/store/database.ts";
import { expect, test } from "vitest";
import { openPage, started, until } from "./support/browser.ts";
import { FRAME, FRAME_HASH, openExam } from "./support/exam.ts";

test("goes on offline after a reload with every answer, and delivers all of them by itself", async () => {
  const exam = await openExam();
  const { browser, page } = await started(exam);
  await until(page, (now) => now.images.ready === 1);
  await page.respond(1, ["A"]);
  await until(page, (now) => now.saving.waiting === 0);
  browser.network.goesDown();
  await page.respond(2, ["B"]);
  await page.flag(3, true);
  page.close();

  const again = openPage(browser, false);
  const offline = await until(again, (now) => now.phase === "active");
  expect([offline.questions[1]?.response, offline.questions[2]?.response, offline.questions[3]?.flagged]).toEqual([["A"], ["B"], true]);
  expect([offline.questions[2]?.fate, offline.questions[2]?.savedAtMs]).toEqual(["waiting", null]);
  expect(offline.time.status).toBe("checking");
  expect(await again.loadFrame(FRAME_HASH)).toEqual(FRAME);
  await again.respond(3, ["C"]);
  expect(await exam.valuesOf("respond")).toEqual([[1, ["A"]]]);
  browser.network.comesBack();
  browser.fire("online");
  await until(again, (now) => now.saving.waiting === 0 && now.time.status === "sure");
  expect(await exam.valuesOf("respond")).toEqual([[1, ["A"]], [2, ["B"]], [3, ["C"]]]);
});

test("keeps an answer once whose reply was lost, and calls it saved when a later reply names it", async () => {
  const exam = await openExam();
  const { browser, page } = await started(exam);
  const mend = browser.network.losesReply("operations");
  await page.respond(1, ["A"]);
  await until(page, async (now) => !now.saving.reachable && (await exam.valuesOf("respond")).length === 1);
  expect(page.getSnapshot().questions[1]).toMatchObject({ fate: "waiting", savedAtMs: null });
  mend();
  await until(page, (now) => now.saving.waiting === 0 && now.questions[1]?.fate === "saved");
  expect(await exam.valuesOf("respond")).toEqual([[1, ["A"]]]);
});

test("fills the numbers that its disk has lost, however many, and delivers what came after them", async () => {
  const exam = await openExam();
  const { browser, page } = await started(exam);
  const database = await openDatabase(browser.environment.indexedDB!, exam.attemptId);
  const { lease } = await exam.attempt();
  await keep(database, { [`seq:${lease}`]: 1_500 });
  database.close();
  await page.respond(2, ["B"]);
  await until(page, async (now) => now.saving.waiting === 0 && (await exam.attempt()).received[String(lease)]?.upTo === 1_501);
  expect(page.getSnapshot().questions[2]).toMatchObject({ response: ["B"], fate: "saved" });
  expect(await exam.valuesOf("respond")).toEqual([[2, ["B"]]]);
});

test("asks for the code in place and sends what waited", async () => {
  const exam = await openExam();
  const { browser, page } = await started(exam);
  await browser.network.endSignIn();
  await page.respond(1, ["C"]);
  await until(page, (now) => now.signInNeeded);
  expect(page.getSnapshot().phase).toBe("active");
  expect(await page.signInAgain("wrong")).toEqual({ ok: false, reason: "wrong-code" });
  expect(await page.signInAgain(exam.admissionCode)).toEqual({ ok: true });
  await until(page, (now) => now.saving.waiting === 0 && !now.signInNeeded);
  expect(await exam.valuesOf("respond")).toEqual([[1, ["C"]]]);
});

test("asks for the code no more when a refusal from before the sign-in comes after it", async () => {
  const exam = await openExam();
  const { browser, page } = await started(exam);
  await browser.network.endSignIn();
  let refused = () => {};
  let deliver = () => {};
  const isRefused = new Promise<void>((resolve) => (refused = resolve));
  const mayCome = new Promise<void>((resolve) => (deliver = resolve));
  const mend = browser.network.put("operations", async (send) => {
    const reply = await send();
    refused();
    await mayCome;
    return reply;
  });
  await page.respond(1, ["C"]);
  await isRefused;
  mend();
  expect(await page.signInAgain(exam.admissionCode)).toEqual({ ok: true });
  deliver();
  await until(page, (now) => now.saving.waiting === 0 && now.questions[1]?.fate === "saved" && !now.signInNeeded);
  expect(await exam.valuesOf("respond")).toEqual([[1, ["C"]]]);
});

test("asks the server at once when the device's clock jumps, and shows the same time left", async () => {
  const { page, browser } = await started(await openExam());
  await until(page, (now) => now.time.status === "sure");
  const before = browser.network.asked("heartbeat");
  browser.date.shiftMs = 86_400_000;
  await until(page, () => browser.network.asked("heartbeat") > before);
  const after = await until(page, (now) => now.time.status === "sure");
  expect(after.time.remainingMs ?? 0).toBeGreaterThan(1_740_000);
});

test("keeps what the server cannot read after the hand-in and through a reload, and says so", async () => {
  const exam = await openExam();
  const { browser, page } = await started(exam);
  // A proxy that cuts off whatever holds this answer.
  browser.network.put("operations", (send, body) => send(body.includes('["C"]') ? body.slice(0, -9) : body));
  await page.respond(1, ["A"]);
  await page.respond(2, ["C"]);
  await until(page, (now) => now.saving.setAside.length === 1 && now.saving.waiting === 0 && now.call?.state === "received");
  await page.submit();
  await until(page, (now) => now.phase === "receipt" && now.items.length === 0);
  expect(await exam.valuesOf("respond")).toEqual([[1, ["A"]]]);
  page.close();

  const again = await until(openPage(browser), (now) => now.phase === "receipt" && now.loaded);
  expect(again.saving.setAside).toMatchObject([{ position: 2, kind: "respond", value: ["C"] }]);
  expect(again.questions[2]).toMatchObject({ fate: "set-aside", savedAtMs: null });
});

test("calls answers that arrive after the end late, never saved", async () => {
  const exam = await openExam();
  const { browser, page } = await started(exam);
  browser.network.goesDown();
  await page.respond(1, ["C"]);
  await exam.passes(1_860_000);
  expect(await exam.attempt()).toMatchObject({ state: "timed-out" });
  browser.network.comesBack();
  browser.fire("online");
  const ended = await until(page, (now) => now.phase === "ended" && now.saving.late > 0 && now.receipt !== null);
  expect(ended.questions[1]).toMatchObject({ fate: "late", savedAtMs: null });
  expect([ended.receipt?.answered, await exam.valuesOf("respond")]).toEqual([0, []]);
});
