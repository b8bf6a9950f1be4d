import { describe, expect, test } from "vitest";
import { openBrowser, openPage, started, until } from "./support/browser.ts";
import { openExam } from "./support/exam.ts";

const RELEASED_FOR_MS = 600_000;

// Where a proxy holds the feed back, the heartbeats and the other replies have to tell the same.
describe.each([["with the feed", true], ["without the feed", false]])("%s, the page", (_name, feed) => {
  test("makes the old seat read-only, continues on the new one with all answers, and loses none made in between", async () => {
    const exam = await openExam({ feed });
    const first = await started(exam);
    await first.page.respond(1, ["A"]);
    await first.page.highlight(1, [[0, 4]]);
    await until(first.page, async (now) => now.saving.waiting === 0 && (await exam.valuesOf("highlight")).length === 1);

    // The first page hears of the new seat by its reply, not by the feed or a heartbeat that happens to come before it.
    for (const name of ["heartbeat", "feed"]) first.browser.network.loses(name);
    const second = openPage(await openBrowser(exam));
    await until(second, (now) => now.phase === "read-only" && now.seat === "other-browser");
    await second.takeOver();
    const moved = await until(second, (now) => now.phase === "active");
    expect([moved.questions[1]?.response, moved.questions[1]?.highlights, moved.position]).toEqual([["A"], [[0, 4]], 1]);

    await first.page.respond(3, ["B"]);
    await until(first.page, (now) => now.phase === "read-only" && now.saving.waiting === 0);
    expect(await exam.valuesOf("respond")).toContainEqual([3, ["B"]]);
    expect(await first.page.respond(3, ["C"])).toBe(false);
  });

  test("knows in the next browser which questions were only looked at", async () => {
    const exam = await openExam({ feed });
    const first = await started(exam);
    first.page.visit(3);
    await until(first.page, async (now) => now.saving.waiting === 0 && (await exam.operations("visit")).length === 2);

    const browser = await openBrowser(exam);
    const second = openPage(browser);
    await until(second, (now) => now.phase === "read-only");
    await second.takeOver();
    const moved = await until(second, (now) => now.phase === "active" && now.saving.waiting === 0);
    expect([moved.position, moved.questions[1]?.seen]).toEqual([3, true]);
    expect(moved.questions[1]).toMatchObject({ response: [], fate: null, savedAtMs: null });
    expect(moved.questions[2]).toBeUndefined();
    second.close();

    browser.network.goesDown();
    const reloaded = await until(openPage(browser), (now) => now.phase === "active");
    expect(reloaded.questions[1]?.seen).toBe(true);
  });

  test("shows the seat of another browser only when its button would be heard", async () => {
    const exam = await openExam({ feed });
    await started(exam);
    const browser = await openBrowser(exam);
    let reply = () => {};
    const mayReply = new Promise<void>((resolve) => (reply = resolve));
    const mend = browser.network.put("heartbeat", (send) => mayReply.then(() => send()));
    const second = openPage(browser);
    // Without the feed this page knows nothing yet.
    await until(second, (now) => (feed ? now.seat === "other-browser" : now.packageReady));
    expect(second.getSnapshot().phase).toBe("loading");
    mend();
    reply();
    await until(second, (now) => now.phase === "read-only");
    await second.takeOver();
    await until(second, (now) => now.phase === "active");
  });

  test("says why it may not take the seat, and stays as it is", async () => {
    const exam = await openExam({ official: true, feed });
    await started(exam);
    const second = openPage(await openBrowser(exam));
    await until(second, (now) => now.phase === "read-only");
    await second.takeOver();
    expect(second.getSnapshot()).toMatchObject({ phase: "read-only", refusal: "seat-not-released", busy: null });
  });

  test("goes on by itself with all answers when the seat is released, and the seat left behind does not come back by itself", async () => {
    const exam = await openExam({ official: true, feed });
    const first = await started(exam);
    await first.page.respond(1, ["A"]);
    await until(first.page, (now) => now.saving.waiting === 0);
    const second = openPage(await openBrowser(exam));
    const waits = await until(second, (now) => now.phase === "read-only" && now.seatWait === "release" && now.time.status === "sure");
    expect([waits.items, waits.questions]).toEqual([[], {}]);
    expect(waits.time.remainingMs ?? 0).toBeGreaterThan(1_740_000);

    const before = exam.arrived("take-over");
    await exam.staff({ kind: "release-seat" });
    const moved = await until(second, (now) => now.phase === "active" && now.questions[1] !== undefined);
    expect([moved.questions[1]?.response, moved.seatWait, moved.refusal]).toEqual([["A"], null, null]);
    expect(exam.arrived("take-over") - before).toBe(1);

    await until(first.page, (now) => now.phase === "read-only");
    await exam.staff({ kind: "release-seat" });
    await first.browser.beats(4);
    expect(first.page.getSnapshot()).toMatchObject({ phase: "read-only", seatWait: null });
    expect(exam.arrived("take-over") - before).toBe(1);
    // At the press of its button it may: the release stands.
    await first.page.takeOver();
    await until(first.page, (now) => now.phase === "active");
  });

  test("two browsers that wait: one gets the seat, the other says so and waits for the next release", async () => {
    const exam = await openExam({ official: true, feed });
    await started(exam);
    const browsers = [await openBrowser(exam), await openBrowser(exam)];
    const waiting = browsers.map((browser) => openPage(browser));
    for (const page of waiting) await until(page, (now) => now.seatWait === "release");
    await exam.staff({ kind: "release-seat" });
    await until(waiting[0]!, () => waiting.some((page) => page.getSnapshot().phase === "active"));
    const left = waiting.findIndex((page) => page.getSnapshot().phase !== "active");
    const other = waiting[left]!;
    await until(other, (now) => now.seatWait === "other-first");
    const asked = exam.arrived("take-over");
    await browsers[left]!.beats(4);
    expect(exam.arrived("take-over")).toBe(asked);
    await exam.staff({ kind: "release-seat" });
    await until(other, (now) => now.phase === "active");
  });

  test("says that a release ran out unused, and never asks for it", async () => {
    const exam = await openExam({ official: true, feed });
    await started(exam);
    await exam.staff({ kind: "release-seat" });
    await exam.passes(RELEASED_FOR_MS + 1);
    const browser = await openBrowser(exam);
    const second = openPage(browser);
    await until(second, (now) => now.seatWait === "release-over");
    const asked = exam.arrived("take-over");
    await browser.beats(4);
    expect(exam.arrived("take-over")).toBe(asked);
  });
});
