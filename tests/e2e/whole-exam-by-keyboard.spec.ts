import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { chosen, savedLine, signIn } from "./support/exam-page.ts";
import { expect, test } from "./support/server.ts";
import { practiceCandidate } from "./support/visitors.ts";

/** Walks with Tab until this has the focus, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await target.waitFor();
  for (let pressed = 0; pressed < 80; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Nothing leads to ${target.toString()} with ${key}`);
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, page.getByRole("button", { name }).first());
  await page.keyboard.press("Enter");
}

test("a candidate without a mouse sits the whole practice exam, from signing in to the review", async ({ page, freshServer }) => {
  const who = practiceCandidate(freshServer);
  await page.goto(`${freshServer.baseUrl}/sign-in`);
  await tabTo(page, page.getByLabel("Candidate number"));
  await page.keyboard.type(who.candidateNumber);
  await page.keyboard.press("Tab");
  await page.keyboard.type(who.admissionCode);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/my");

  await press(page, /^(Open the exam|Practise again)$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await tabTo(page, page.getByRole("checkbox", { name: /I accept/ }));
  await page.keyboard.press("Space");
  await press(page, "Accept and go to the waiting room");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(page.getByRole("button", { name: "Start the practice exam" })).toBeEnabled();
  await press(page, "Start the practice exam");

  // Every question: an option by its letter, the images by F6 and their own keys, on with N.
  const letters = ["a", "b", "c", "d"];
  for (let number = 1; number <= 12; number += 1) {
    await expect(page.getByText(`Question ${number} of 12`).first()).toBeVisible();
    const wanted = (number % letters.length) + 1;
    await page.keyboard.press(letters[wanted - 1]!);
    await expect.poll(() => chosen(page)).toBe(wanted);
    const images = page.locator("[data-images]:not([hidden]) .viewer-panel:visible").first();
    if ((await images.count()) > 0) {
      await page.keyboard.press("F6");
      await expect(page.locator(".viewer-panel:focus")).toHaveCount(1);
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("i");
      await page.keyboard.press("Escape");
      await expect(page.locator(".viewer-panel:focus")).toHaveCount(0);
    }
    if (number === 3) await page.keyboard.press("g");
    await expect(savedLine(page)).toBeVisible();
    if (number < 12) await page.keyboard.press("n");
  }
  // One mind changed, and changed back.
  await page.keyboard.press("a");
  await expect.poll(() => chosen(page)).toBe(1);
  await page.keyboard.press("b");
  await page.keyboard.press("u");
  await expect.poll(() => chosen(page)).toBe(1);

  await press(page, "Overview");
  await expect(page.getByRole("heading", { name: "Summary" })).toBeFocused();
  await press(page, "Hand in …");
  await expect(page.getByText("All 12 questions have an answer.")).toBeVisible();
  await tabTo(page, page.getByRole("checkbox", { name: /I have finished/ }));
  await page.keyboard.press("Space");
  await press(page, "Hand in now");
  await expect(page.locator("code").filter({ hasText: /^([0-9a-f]{8}\s?){8}$/ })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

  await tabTo(page, page.getByRole("link", { name: "See my result" }).or(page.getByRole("button", { name: "See my result" })));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/my/results/*");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await tabTo(page, page.locator("summary").filter({ hasText: /Question 1:/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Why" })).toBeVisible();
});

test("the key card lists the keys of question and images and fits the window; the wheel stays as it was set", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await page.setViewportSize({ width: 1280, height: 720 });
  await press(page, /^(Open the exam|Practise again)$/);
  await tabTo(page, page.getByRole("checkbox", { name: /I accept/ }));
  await page.keyboard.press("Space");
  await press(page, "Accept and go to the waiting room");
  await expect(page.getByRole("button", { name: "Start the practice exam" })).toBeEnabled();
  await press(page, "Start the practice exam");
  await expect(page.getByText("Question 1 of 12").first()).toBeVisible();

  await page.keyboard.press("?");
  const card = page.getByRole("dialog", { name: "Keys" });
  await expect(card).toContainText("Call a proctor");
  await expect(card).toContainText("drag scrolls, windows, zooms, moves");
  await expect(card).toContainText("Double click on the title");
  for (const [width, height] of [
    [1280, 720],
    [1366, 768],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect(card.getByRole("button", { name: "Close" })).toBeInViewport({ ratio: 1 });
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(card).toBeHidden();

  const more = page.getByRole("button", { name: "More buttons" });
  const zooms = page.getByRole("button", { name: "Wheel zooms" });
  await more.click();
  await zooms.click();
  await expect(zooms).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await expect(page.getByText("Question 1 of 12").first()).toBeVisible();
  await more.click();
  await expect(zooms).toHaveAttribute("aria-pressed", "true");
});
