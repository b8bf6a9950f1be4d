import type { Page } from "@playwright/test";
import { STILL_IMAGES } from "./support/chromium.ts";
import { nextButton, openAndStart, openWaitingRoom, signIn } from "./support/exam-page.ts";
import { changeFirstItem } from "./support/first-item.ts";
import { expect, test } from "./support/server.ts";

test.use(STILL_IMAGES);

const frames = (page: Page) => page.locator("[data-part=position]:visible").allTextContents();

test("panels of one heartbeat step together until they are unlinked", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  for (let number = 2; number <= 4; number += 1) await nextButton(page).click();
  await expect(page.locator(".viewer-panel:visible:not([data-waiting])")).toHaveCount(2);
  await expect.poll(() => frames(page)).toEqual(["Frame 5 / 20", "Frame 5 / 20"]);
  await page.keyboard.press("F6");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => frames(page)).toEqual(["Frame 6 / 20", "Frame 6 / 20"]);
  await page.keyboard.press("t");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => frames(page)).toEqual(["Frame 7 / 20", "Frame 6 / 20"]);
  await page.keyboard.press("t");
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => new Set(await frames(page)).size).toBe(1);
});

test("the exam fills the screen by its button and leaves it by the same", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  const isFull = () => page.evaluate(() => document.fullscreenElement === document.documentElement);
  await page.getByRole("button", { name: "Use full screen" }).click();
  await expect.poll(isFull).toBe(true);
  await page.getByRole("button", { name: "Leave full screen" }).click();
  await expect.poll(isFull).toBe(false);
});

test("the waiting room says where the browser tells of a second screen, also when it comes later", async ({ page, freshServer }) => {
  await page.addInitScript(() => {
    let extended = false;
    Object.defineProperty(window.screen, "isExtended", { get: () => extended });
    window.addEventListener("a-screen-is-plugged-in", () => {
      extended = true;
      (window.screen as unknown as EventTarget).dispatchEvent(new Event("change"));
    });
  });
  await signIn(page, freshServer);
  await openWaitingRoom(page);
  const words = page.getByText("A second screen is connected");
  await expect(page.getByText("Everything needed is here.")).toBeVisible({ timeout: 60_000 });
  await expect(words).toBeHidden();
  await page.evaluate(() => window.dispatchEvent(new Event("a-screen-is-plugged-in")));
  await expect(words).toBeVisible();
});

test("colours that the system forces leave the image as it is", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openAndStart(page);
  await expect(page.locator(".viewer-panel:visible:not([data-waiting])").first()).toBeVisible();
  const canvas = page.locator(".viewer canvas").first();
  // The middle: what stands in the corners are words, whose colours may change.
  const middle = async () => {
    const { x, y, width, height } = (await canvas.boundingBox())!;
    return (await page.screenshot({ clip: { x: x + width / 2 - 60, y: y + height / 2 - 60, width: 120, height: 120 } })).toString("base64");
  };
  const before = await middle();
  await page.emulateMedia({ forcedColors: "active", colorScheme: "light", reducedMotion: "reduce" });
  expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
  expect(await middle()).toBe(before);
});

test("long words break, a wide table scrolls in its own box, and hyphens stand as in any text", async ({ page, freshServer }) => {
  const row = (cell: string) => `<tr>${Array.from({ length: 24 }, () => `<td>${cell}</td>`).join("")}</tr>`;
  const stem = `<p>${"Pneumonoultramicroscopic".repeat(14)}</p><table><tbody>${row("12.5 ml")}</tbody></table><p>A single-best-answer question.</p>`;
  changeFirstItem(freshServer, () => ({ stem }));
  await signIn(page, freshServer);
  await openAndStart(page);
  const question = page.locator("[data-scrolls]");
  for (const width of [1280, 640]) {
    await page.setViewportSize({ width, height: 720 });
    expect(await question.evaluate((pane) => pane.scrollWidth - pane.clientWidth)).toBe(0);
    const table = page.getByRole("region", { name: "Table" });
    expect(await table.evaluate((box) => box.scrollWidth > box.clientWidth + 100)).toBe(true);
    await table.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => table.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
    await table.evaluate((box) => box.scrollTo(0, 0));
  }
  // Figures of one width make hyphens as wide as digits.
  expect(await question.evaluate((pane) => getComputedStyle(pane).fontVariantNumeric)).toBe("normal");
});
