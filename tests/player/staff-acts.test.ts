import { describe, expect, test } from "vitest";
import { openBrowser, openPage, started, until } from "./support/browser.ts";
import { openExam } from "./support/exam.ts";

// Where a proxy holds the feed back, the heartbeats and the other replies have to tell the same.
describe.each([["with the feed", true], ["without the feed", false]])("%s, the page", (_name, feed) => {
  test("hides the questions while paused, takes no answer then but a note typed before, and goes on by itself", async () => {
    const exam = await openExam({ feed });
    const { page } = await started(exam);
    await exam.staff({ kind: "pause" });
    await until(page, (now) => now.phase === "paused");
    expect(await page.respond(1, ["A"])).toBe(false);
    // What the fields held when the pause came still gets to the server.
    expect(await page.note(1, "typed before")).toBe(true);
    await until(page, (now) => now.saving.waiting === 0);
    expect([(await exam.attempt()).state, await exam.valuesOf("note")]).toEqual(["paused", [[1, "typed before"]]]);
    await exam.staff({ kind: "resume" });
    await until(page, (now) => now.phase === "active");
    expect(await page.respond(1, ["A"])).toBe(true);
  });

  test("waits where a proctor admits, and can start as soon as one has", async () => {
    const exam = await openExam({ admits: "proctor", feed });
    const page = openPage(await openBrowser(exam));
    const waits = await until(page, (now) => now.phase === "waiting" && now.packageReady && now.seat === "mine");
    expect(waits.examState).toBe("waiting");
    await page.start();
    expect(page.getSnapshot()).toMatchObject({ phase: "waiting", busy: null, examState: "waiting" });
    await exam.staff({ kind: "admit" });
    await until(page, (now) => now.examState === "admitted");
    await page.start();
    expect(page.getSnapshot()).toMatchObject({ phase: "active", refusal: null });
  });

  test("shows the minutes that a proctor adds", async () => {
    const exam = await openExam({ feed });
    const { page } = await started(exam);
    const before = await until(page, (now) => now.time.status === "sure");
    await exam.staff({ kind: "extend", extensionMs: 600_000 });
    await until(page, (now) => (now.time.remainingMs ?? 0) > (before.time.remainingMs ?? 0) + 300_000);
  });

  test("says that an attempt whose time was over runs again, and goes on when the page is opened anew", async () => {
    const exam = await openExam({ feed });
    const { browser, page } = await started(exam);
    await page.respond(1, ["A"]);
    await until(page, (now) => now.saving.waiting === 0);
    await exam.passes(1_860_000);
    await until(page, (now) => now.phase === "ended" && now.items.length === 0);
    await exam.staff({ kind: "reopen", extraMs: 600_000 });
    await until(page, (now) => now.reopened);
    page.close();

    const again = openPage(browser);
    await until(again, (now) => now.phase === "active" && now.questions[1]?.response[0] === "A");
    await again.respond(2, ["B"]);
    await until(again, (now) => now.saving.waiting === 0);
    expect(await exam.valuesOf("respond")).toEqual([[1, ["A"]], [2, ["B"]]]);
  });
});
