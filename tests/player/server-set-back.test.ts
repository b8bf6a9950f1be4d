import { expect, test } from "vitest";
import { openBrowser, openPage, so, started, until } from "./support/browser.ts";
import { openExam } from "./support/exam.ts";

/** A page whose seat has the third lease (or the second), with an answer saved under it, on a server that is then set back to before the second. */
async function forgottenSeat({ official = false, lease = 3 } = {}) {
  const exam = await openExam({ official });
  const first = await started(exam);
  const browsers = await Promise.all(Array.from({ length: lease - 1 }, () => openBrowser(exam)));
  const copy = await exam.backUp();
  const pages = [first.page];
  for (const browser of browsers) {
    const page = openPage(browser);
    await until(page, (now) => now.phase === "read-only");
    if (official) await exam.staff({ kind: "release-seat" });
    else await page.takeOver();
    await until(page, (now) => now.phase === "active");
    pages.push(page);
  }
  const [page, browser] = [pages.pop()!, browsers.pop()!];
  await page.respond(1, ["A"]);
  await until(page, async (now) => now.saving.waiting === 0 && (await exam.valuesOf("respond")).length === 1);
  for (const other of pages) other.close();
  await exam.setBack(copy);
  const links = new Set<boolean>();
  page.subscribe(() => links.add(page.getSnapshot().saving.reachable));
  return { exam, browser, page, links };
}

test("asks for its seat again when the server does not know it any more, and delivers everything under the new one", async () => {
  const { exam, browser, page, links } = await forgottenSeat();
  // Meanwhile the answer is sent once more and refused again; that is no trouble of the network either.
  const sent = browser.network.asked("operations");
  browser.network.put("take-over", async (send) => {
    const reply = await send();
    await so(() => browser.network.asked("operations") >= sent + 2, () => "the answer was not sent again");
    return reply;
  });
  await page.respond(2, ["B"]);
  await until(page, async (now) => now.saving.waiting === 0 && (await exam.valuesOf("respond")).length === 2);
  expect(await exam.valuesOf("respond")).toEqual([[1, ["A"]], [2, ["B"]]]);
  expect([(await exam.attempt()).lease, [...links]]).toEqual([2, [true]]);
  expect(page.getSnapshot()).toMatchObject({ phase: "active", seat: "mine" });
  expect(await page.respond(3, ["C"])).toBe(true);
});

test("sends what was called saved again also where the server gives the number of the forgotten seat once more", async () => {
  const { exam, page } = await forgottenSeat({ lease: 2 });
  await page.respond(2, ["B"]);
  await until(page, async (now) => now.saving.waiting === 0 && (await exam.valuesOf("respond")).length === 2);
  expect((await exam.attempt()).lease).toBe(2);
  // Under the number that is the same again, either may come first.
  expect(await exam.valuesOf("respond")).toEqual(expect.arrayContaining([[1, ["A"]], [2, ["B"]]]));
  await page.submit();
  const done = await until(page, (now) => now.phase === "receipt");
  expect(done.receipt?.answered).toBe(2);
});

test("asks for an unknown seat also when the page is loaded again", async () => {
  const { exam, browser, page } = await forgottenSeat();
  page.close();
  const again = openPage(browser);
  await until(again, async (now) => now.phase === "active" && now.saving.waiting === 0 && (await exam.attempt()).lease === 2 && (await exam.valuesOf("respond")).length === 1);
  expect(await exam.valuesOf("respond")).toEqual([[1, ["A"]]]);
});

test("keeps what waits while a proctor must release an unknown seat, and goes on with it then", async () => {
  const { exam, browser, page } = await forgottenSeat({ official: true });
  await page.respond(2, ["B"]);
  await until(page, (now) => now.phase === "read-only" && now.seatWait === "release");
  const asked = exam.arrived("take-over");
  await browser.beats(3);
  expect([exam.arrived("take-over"), page.getSnapshot().saving.waiting]).toEqual([asked, 1]);
  await exam.staff({ kind: "release-seat" });
  await until(page, async (now) => now.phase === "active" && now.saving.waiting === 0 && (await exam.valuesOf("respond")).length === 2);
  expect([(await exam.attempt()).lease, await exam.valuesOf("respond")]).toEqual([2, [[1, ["A"]], [2, ["B"]]]]);
});
