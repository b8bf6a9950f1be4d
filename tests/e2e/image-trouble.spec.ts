import SqliteDatabase from "better-sqlite3";
import { join } from "node:path";
import { chosen, nextButton, openAndStart, openWaitingRoom, option, savedLine, signIn } from "./support/exam-page.ts";
import { expect, test, type ExamServer } from "./support/server.ts";

type Remark = { operation: string; position: number; value: string[] };

/** The image trouble in the log, as the server keeps it. */
function remarksIn(server: ExamServer): Remark[] {
  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"), { readonly: true });
  const rows = database.prepare("select payload from attempt_event where kind = 'operation' order by number").all() as { payload: string }[];
  database.close();
  return rows.map(({ payload }) => JSON.parse(payload) as Remark).filter((one) => one.operation === "image-trouble");
}

const linesIn = (server: ExamServer) => remarksIn(server).flatMap((one) => one.value);

test("frames that do not come reach the log, and the candidate's answer is saved as ever", async ({ browser, freshServer }) => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.route(/\/attempts\/[^/]+\/frames[/?]/, (route) => route.abort());
  await signIn(page, freshServer);
  await openAndStart(page);
  await expect(page.getByText(/could not be loaded/).first()).toBeVisible({ timeout: 15_000 });
  await option(page, 2).check({ force: true });
  await expect(savedLine(page)).toBeVisible();
  await expect.poll(() => linesIn(freshServer).join("; "), { timeout: 20_000 }).toMatch(/missing panel 0 frame \d+ frames \d+/);
  await expect(savedLine(page)).toBeVisible();
  await expect(page.getByText(/waiting to be sent/)).toHaveCount(0);
  await context.close();
});

test("a frame that keeps a candidate waiting for ten seconds reaches the log", async ({ browser, freshServer }) => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  // Neither answered nor refused: the request hangs.
  await page.route(/\/attempts\/[^/]+\/frames[/?]/, () => undefined);
  await signIn(page, freshServer);
  await openAndStart(page);
  await expect.poll(() => linesIn(freshServer).join("; "), { timeout: 40_000 }).toMatch(/wait panel 0 frame \d+ ms \d{5} frames 1/);
  await context.close();
});

test("trouble that is still gathering reaches the log with the hand-in", async ({ browser, freshServer }) => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.route(/\/attempts\/[^/]+\/frames[/?]/, (route) => route.abort());
  await signIn(page, freshServer);
  await openAndStart(page);
  await expect.poll(() => remarksIn(freshServer).length, { timeout: 30_000 }).toBe(1);
  // One question tells at most once a minute: what fails now would wait that long.
  await page.getByRole("button", { name: "Try again" }).first().click();
  await expect(page.getByText(/could not be loaded/).first()).toBeVisible({ timeout: 15_000 });
  for (let number = 1; number < 12; number += 1) await nextButton(page).click();
  await page.getByRole("button", { name: "Summary", exact: true }).click();
  await page.getByRole("button", { name: "Hand in …" }).click();
  await page.getByRole("checkbox", { name: /I have finished/ }).check({ force: true });
  await page.getByRole("button", { name: /^Hand in/ }).last().click();
  await expect(page.getByText(/([0-9a-f]{8}\s?){8}/)).toBeVisible({ timeout: 20_000 });
  expect(remarksIn(freshServer).filter((one) => one.position === 1)).toHaveLength(2);
  await context.close();
});

test("images whose program cannot be loaded say so, leave the answers usable, and come with another try", async ({ browser, freshServer }) => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  let blocked = 0;
  const program = /\/assets\/cornerstone[^/]*\.js/;
  await page.route(program, (route) => ((blocked += 1), route.abort()));
  await signIn(page, freshServer);
  await openAndStart(page);
  await expect(page.getByText("The images could not be shown.").first()).toBeVisible({ timeout: 15_000 });
  expect(blocked).toBeGreaterThan(0);
  await option(page, 2).check({ force: true });
  await expect(savedLine(page)).toBeVisible();
  await nextButton(page).click();
  await expect(page.getByText("Question 2 of 12").first()).toBeVisible();
  await page.getByRole("button", { name: "Back", exact: true }).click();

  const again = page.getByRole("button", { name: "Try again" }).first();
  await again.click();
  await expect(page.getByText("The images could not be shown.").first()).toBeVisible({ timeout: 15_000 });
  await page.unroute(program);
  await again.click();
  await expect(page.getByText("The images could not be shown.")).toHaveCount(0, { timeout: 15_000 });
  await expect(page.locator(".viewer-panel:visible:not([data-waiting])").first()).toBeVisible({ timeout: 15_000 });
  expect(faults).toEqual([]);
  await context.close();
});

test("a viewer that cannot be loaded leaves the exam usable, says so, and comes with another try", async ({ browser, freshServer }) => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  let blocked = 0;
  const viewer = /\/assets\/viewer-[^/]*\.js/;
  await page.route(viewer, (route) => ((blocked += 1), route.abort()));
  await signIn(page, freshServer);
  await openWaitingRoom(page);
  await expect(page.getByText("The program that shows the images could not be loaded.").first()).toBeVisible();
  await page.getByRole("button", { name: "Start the practice exam" }).click();
  await expect(page.getByText("Question 1 of 12").first()).toBeVisible();
  expect(blocked).toBeGreaterThan(0);
  const images = page.locator("[data-images]");
  await expect(images.getByText(/^The images could not be shown: their program could not be loaded\./)).toBeVisible();
  await option(page, 2).check({ force: true });
  await expect(savedLine(page)).toBeVisible();

  await page.keyboard.press("F6");
  const again = images.getByRole("button", { name: "Try again" });
  await expect(again).toBeFocused();
  const before = blocked;
  await again.click();
  await expect.poll(() => blocked).toBeGreaterThan(before);
  await expect(images.getByText(/^The images could not be shown/)).toBeVisible();
  await page.unroute(viewer);
  await again.click();
  await expect(page.locator(".viewer-panel:visible:not([data-waiting])").first()).toBeVisible({ timeout: 15_000 });
  await expect(images.getByText(/could not be shown/)).toHaveCount(0);
  expect(await chosen(page)).toBe(2);
  expect(faults).toEqual([]);
  await context.close();
});
