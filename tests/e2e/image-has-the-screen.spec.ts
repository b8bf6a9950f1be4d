import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { nextButton, openAndStart, signIn } from "./support/exam-page.ts";
import { expect, test } from "./support/server.ts";

const panel = (page: Page) => page.locator(".viewer-panel:visible").first();
/** Side in CSS pixels of a square image that fits into the first panel. */
async function squareSide(page: Page): Promise<number> {
  const box = await panel(page).boundingBox();
  return Math.floor(Math.min(box?.width ?? 0, box?.height ?? 0));
}
/** Where each tool stands: name, left edge, upper edge. */
const toolPlaces = (page: Page) =>
  page.locator(".viewer-tools").evaluate((row) => [...row.querySelectorAll<HTMLElement>(".viewer-button")].filter(({ offsetWidth }) => offsetWidth > 0).map((each) => [each.getAttribute("aria-label")?.replace("Pause", "Play"), each.getBoundingClientRect().left, each.getBoundingClientRect().top]));

test("a square image has 600 pixels and more beside the question, and the tools never move", async ({ page, freshServer }, info) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  await expect(page.locator(".viewer canvas").first()).toBeVisible();
  const sides: string[] = [];
  for (const [width, height] of [[1280, 720], [1366, 768], [1093, 500], [1920, 1080], [640, 360]] as const) {
    await page.setViewportSize({ width, height });
    if (width === 640) await page.keyboard.press("F6");
    const beside = await squareSide(page);
    // In the narrow window the images have all of it already.
    if (width !== 640) await panel(page).locator(".viewer-label").dblclick();
    const alone = await squareSide(page);
    await page.keyboard.press("Escape");
    sides.push(`${width} x ${height}: ${beside} px, over the whole window ${alone} px`);
    if (width === 1280) expect(beside).toBeGreaterThanOrEqual(600);
  }
  info.annotations.push({ type: "side of a square image", description: sides.join("; ") });
  process.stdout.write(`side of a square image: ${sides.join("; ")}\n`);

  await page.setViewportSize({ width: 1280, height: 720 });
  const first = await toolPlaces(page);
  let stills = 0;
  for (let number = 2; number <= 12; number += 1) {
    await nextButton(page).click();
    await expect(page.getByText(`Question ${number} of 12`).first()).toBeVisible();
    if (!(await page.locator(".viewer-tools").isVisible())) continue;
    const several = await page.locator('[aria-label="One panel"]').isVisible();
    if (!several) expect([number, await toolPlaces(page)]).toEqual([number, first]);
    if (await page.getByRole("button", { name: "Next frame" }).isDisabled()) stills += 1;
  }
  expect(stills).toBeGreaterThan(0);
});

test("the images fill the window by button, key and double click on the title, and the clock stays", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  const question = page.getByRole("radiogroup");
  const full = async () => {
    await expect(question).toBeHidden();
    for (const part of [page.getByRole("timer"), page.getByText("Question 1 of 12"), page.locator("[data-head] [data-saved]"), page.getByRole("button", { name: "Call a proctor" })]) await expect(part).toBeVisible();
    expect(await squareSide(page)).toBeGreaterThanOrEqual(600);
    expect((await panel(page).boundingBox())?.width).toBe(1280);
  };
  const button = page.getByRole("button", { name: "Images over the whole window" });
  await button.click();
  await full();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => ["serious", "critical"].includes(impact ?? "")).map(({ id }) => id)).toEqual([]);
  // An answer by letter counts there too, and the way back is Escape, the key, the button.
  await page.keyboard.press("b");
  await expect(page.getByText("Answer: B").filter({ visible: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question).toBeVisible();
  await expect(page.getByRole("radio").nth(1)).toBeChecked();
  await page.keyboard.press("F6");
  await page.keyboard.press("x");
  await full();
  await page.keyboard.press("x");
  await expect(question).toBeVisible();
  await panel(page).locator(".viewer-label").dblclick();
  await full();
  await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await button.click();
  await expect(question).toBeVisible();
  // The next question begins with its text.
  await button.click();
  await nextButton(page).click();
  await expect(question).toBeVisible();
});

/** What is wrong with the places of tools and texts on the screen as it is, as sentences. */
const misplaced = (page: Page) =>
  page.evaluate(() => {
    const seen = (within: Element, what: string) => [...within.querySelectorAll<HTMLElement>(what)].filter(({ offsetWidth }) => offsetWidth > 0);
    const inside = ({ left, right, top, bottom }: DOMRect) => left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    const faults: string[] = [];
    const [row] = seen(document.body, ".viewer-tools");
    if (row === undefined) return ["there is no row of tools"];
    if (row.offsetHeight > 34) faults.push(`the row is ${row.offsetHeight} px high`);
    const tools = seen(row, "button, select");
    for (const tool of tools) if (!inside(tool.getBoundingClientRect())) faults.push(`${tool.getAttribute("aria-label")} is cut off`);
    const tops = tools.filter((tool) => tool.closest(".viewer-extras") === null).map((tool) => tool.getBoundingClientRect().top);
    if (new Set(tops).size > 1) faults.push("the row has more than one line");
    for (const panel of seen(document.body, ".viewer-panel")) {
      const texts = seen(panel, ".viewer-corner").map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
      for (const [index, { text, box }] of texts.entries()) {
        if (!inside(box)) faults.push(`"${text}" is cut off`);
        const over = texts.slice(index + 1).find(({ box: other }) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
        if (over !== undefined) faults.push(`"${text}" lies over "${over.text}"`);
      }
    }
    return faults;
  });

test("linked panels begin together; every tool stands on one line within the window, and texts beside each other", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  const more = page.getByRole("button", { name: "More buttons" });
  for (let number = 2; number <= 9; number += 1) {
    await nextButton(page).click();
    await expect(page.getByText(`Question ${number} of 12`).first()).toBeVisible();
    if (number !== 4 && number !== 9) continue;
    await expect(page.locator(".viewer-panel:visible:not([data-waiting])")).toHaveCount(2);
    // Only the second panel has a start of its own.
    if (number === 4) await expect(page.locator("[data-part=position]:visible")).toHaveText([/^Frame 5 \//, /^Frame 5 \//]);
    else await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
    for (const [width, height] of [[1093, 500], [1280, 720], [920, 600]] as const) {
      await page.setViewportSize({ width, height });
      await expect.poll(() => misplaced(page), `question ${number} at ${width} x ${height}`).toEqual([]);
      await expect(page.locator(".viewer-tools > .viewer-last").getByRole("button", { name: "Keys and gestures" })).toBeInViewport({ ratio: 1 });
      await more.click();
      await expect(page.getByRole("button", { name: "One panel" })).toBeInViewport({ ratio: 1 });
      expect(await misplaced(page), `question ${number} at ${width} x ${height}, with more buttons`).toEqual([]);
      await more.click();
    }
    await page.setViewportSize({ width: 1280, height: 720 });
  }
});
