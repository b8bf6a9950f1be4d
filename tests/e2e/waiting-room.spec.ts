import type { Locator, Page } from "@playwright/test";
import SqliteDatabase from "better-sqlite3";
import { join } from "node:path";
import { hasNoFinding } from "./support/accessibility.ts";
import { STILL_IMAGES } from "./support/chromium.ts";
import { openWaitingRoom, signIn } from "./support/exam-page.ts";
import { exam } from "./support/seeded.ts";
import { expect, test, type ExamServer } from "./support/server.ts";

test.use(STILL_IMAGES);

const READY = "Everything needed is here.";
const ADVICE = /Turn the brightness up/;

/** What the newest start says, as the log keeps it. */
function startIn(server: ExamServer): { display?: unknown } {
  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"), { readonly: true });
  const { payload } = database.prepare("select payload from attempt_event where kind = 'started' order by server_time_ms desc limit 1").get() as { payload: string };
  database.close();
  return JSON.parse(payload) as { display?: unknown };
}

const startButton = (page: Page) => page.getByRole("button", { name: "Start the practice exam" });
const square = (page: Page, name: RegExp) => page.getByRole("group", { name });
const answer = (page: Page, name: RegExp, word: "Yes" | "No") => square(page, name).getByRole("radio", { name: word, exact: true });

/** The greys that a person sees, as the browser draws them: of the large square and of the patch in its middle. */
async function greysOf(picture: Locator): Promise<number[][]> {
  const png = `data:image/png;base64,${(await picture.screenshot()).toString("base64")}`;
  const blank = await picture.page().context().newPage();
  const greys = await blank.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: image.width, height: image.height });
    const drawing = canvas.getContext("2d")!;
    drawing.drawImage(image, 0, 0);
    return [0.15, 0.5].map((part) => Array.from(drawing.getImageData(Math.round(image.width * part), Math.round(image.height * part), 1, 1).data.slice(0, 3)));
  }, png);
  await blank.close();
  return greys;
}

test("the display test is answered by eye, can be changed until the start, outlives a reload and stays with the attempt", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openWaitingRoom(page);
  await expect(page.getByText(READY)).toBeVisible({ timeout: 60_000 });
  await expect(page.locator("input[type=radio]:checked")).toHaveCount(0);
  await expect(startButton(page)).toBeEnabled();
  await hasNoFinding(page, "waiting room");

  await answer(page, /^Black/, "Yes").check();
  await expect(page.getByText(ADVICE)).toHaveCount(0);
  // By keyboard, as the browser's own radio buttons go.
  await answer(page, /^White/, "Yes").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(answer(page, /^White/, "No")).toBeChecked();
  await expect(page.getByText(ADVICE)).toHaveCount(1);
  await expect(startButton(page)).toBeEnabled();
  await hasNoFinding(page, "waiting room with advice");

  await page.reload();
  await expect(answer(page, /^Black/, "Yes")).toBeChecked();
  await expect(answer(page, /^White/, "No")).toBeChecked();
  await answer(page, /^Black/, "No").check();
  await answer(page, /^White/, "Yes").check();
  await startButton(page).click();
  await expect(page.getByText("Question 1 of 12").first()).toBeVisible();
  expect(startIn(freshServer).display).toEqual({ dark: "not-seen", bright: "seen" });

  await page.reload();
  await expect(page.getByText("Question 1 of 12").first()).toBeVisible({ timeout: 20_000 });
  expect(JSON.parse(exam(freshServer.dataDir, "audit", "verify", "--json"))).toMatchObject({ ok: true });
});

test("the squares keep their greys under a dark scheme and forced colours, and fit every window", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openWaitingRoom(page);
  for (const media of [{}, { colorScheme: "dark" }, { forcedColors: "active" }, { colorScheme: "dark", forcedColors: "active" }] as const) {
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none", ...media });
    expect([media, await greysOf(square(page, /^Black/).getByRole("img"))]).toEqual([media, [[0, 0, 0], [13, 13, 13]]]);
    expect([media, await greysOf(square(page, /^White/).getByRole("img"))]).toEqual([media, [[255, 255, 255], [242, 242, 242]]]);
  }
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  for (const width of [1_280, 640, 320]) {
    await page.setViewportSize({ width, height: 600 });
    for (const name of [/^Black/, /^White/]) {
      const box = await square(page, name).boundingBox();
      expect([width, box !== null && box.x >= 0 && box.x + box.width <= width]).toEqual([width, true]);
    }
  }
});

for (const [width, height] of [[640, 360], [1280, 400]] as const) {
  test(`at ${width} x ${height} nothing that takes the focus lies below the foot`, async ({ page, freshServer }) => {
    await page.setViewportSize({ width, height });
    await signIn(page, freshServer);
    await openWaitingRoom(page);
    await expect(startButton(page)).toBeEnabled({ timeout: 60_000 });
    const seen = new Set<string>();
    for (const key of [...Array<string>(10).fill("Tab"), ...Array<string>(10).fill("Shift+Tab")]) {
      await page.keyboard.press(key);
      const told = await page.evaluate(() => {
        const has = document.activeElement;
        const foot = document.querySelector("footer");
        if (has === null || has === document.body || foot === null || foot.contains(has)) return null;
        return { name: has.getAttribute("aria-label") ?? has.parentElement?.textContent ?? "", below: has.getBoundingClientRect().bottom - foot.getBoundingClientRect().top };
      });
      if (told === null) continue;
      seen.add(told.name);
      expect([told.name, told.below <= 0]).toEqual([told.name, true]);
    }
    // The call, full screen, and the radio buttons.
    expect(seen.size).toBeGreaterThanOrEqual(3);
  });
}

test("the pages before the start do not scroll sideways in a window of 320 pixels", async ({ page, freshServer }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await signIn(page, freshServer);
  await page.getByRole("button", { name: "Open the exam" }).first().click();
  await expect(page.getByRole("checkbox", { name: /I accept/ })).toBeAttached();
  expect(await sideways()).toBe(0);
  await page.getByRole("checkbox", { name: /I accept/ }).check({ force: true });
  await page.getByRole("button", { name: "Accept and go to the waiting room" }).click();
  await expect(startButton(page)).toBeEnabled({ timeout: 60_000 });
  expect(await sideways()).toBe(0);
  await answer(page, /^White/, "No").check();
  expect(await sideways()).toBe(0);
});

test("a start without a word on the squares is a start, and the log says that nothing was said", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openWaitingRoom(page);
  await startButton(page).click();
  await expect(page.getByText("Question 1 of 12").first()).toBeVisible();
  expect(startIn(freshServer).display).toEqual({ dark: null, bright: null });
});

test("a viewer that cannot be loaded is no readiness, keeps nobody from starting, and comes with another try", async ({ browser, freshServer }) => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  let blocked = 0;
  const program = /\/assets\/cornerstone[^/]*\.js/;
  await page.route(program, (route) => ((blocked += 1), route.abort()));
  await signIn(page, freshServer);
  await openWaitingRoom(page);
  await expect(page.getByText(/The images of all \d+ questions are ready on this computer/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("The program that shows the images could not be loaded. You can start and answer; the images can be tried again at each question.")).toBeVisible();
  await expect(page.getByText(READY)).toHaveCount(0);
  await expect(startButton(page)).toBeEnabled();
  expect(blocked).toBeGreaterThan(0);
  await hasNoFinding(page, "waiting room without a viewer");

  const again = page.getByRole("button", { name: "Try again" });
  // In sight without scrolling, beside the sentence it belongs to.
  const place = (await again.boundingBox())!;
  expect(place.y + place.height).toBeLessThanOrEqual(720);
  const before = blocked;
  await again.click();
  await expect.poll(() => blocked).toBeGreaterThan(before);
  await expect(page.getByText(/could not be loaded/).first()).toBeVisible();
  await expect(page.getByText(READY)).toHaveCount(0);
  await page.unroute(program);
  await again.click();
  await expect(page.getByText(READY)).toBeVisible({ timeout: 15_000 });
  await expect(again).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: READY })).toBeFocused();
  await startButton(page).click();
  await expect(page.locator(".viewer-panel:visible:not([data-waiting])").first()).toBeVisible({ timeout: 20_000 });
  expect(faults).toEqual([]);
  await context.close();
});
