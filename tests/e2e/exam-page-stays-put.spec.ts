import type { Page } from "@playwright/test";
import { STILL_IMAGES } from "./support/chromium.ts";
import { nextButton, openAndStart, option, signIn } from "./support/exam-page.ts";
import { expect, test } from "./support/server.ts";

test.use(STILL_IMAGES);

/** Windows in CSS pixels: usual ones, a windowed browser at 125 %, low ones, and 1280 x 720 at a zoom of 200 %. */
const WINDOWS = [
  { width: 1280, height: 720 },
  { width: 1366, height: 600 },
  { width: 1093, height: 500 },
  { width: 1280, height: 480 },
  { width: 640, height: 480 },
  { width: 640, height: 360 },
];

/** What must be in sight whatever was done last; names of what is not. */
async function outOfSight(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    if (window.scrollX !== 0 || window.scrollY !== 0) faults.push(`the page has scrolled to ${window.scrollX}, ${window.scrollY}`);
    const { scrollHeight, scrollWidth } = document.documentElement;
    if (scrollHeight > window.innerHeight || scrollWidth > window.innerWidth) faults.push(`the page is ${scrollWidth} x ${scrollHeight}`);
    const place = (name: string, element: Element | null | undefined) => {
      const box = element?.getBoundingClientRect();
      if (box === undefined || box.width === 0) return faults.push(`${name} is not there`);
      const inside = box.top >= 0 && box.left >= 0 && box.bottom <= window.innerHeight && box.right <= window.innerWidth;
      const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (!inside || middle === null || !(element?.contains(middle) || middle.contains(element ?? null))) faults.push(`${name} is out of sight`);
    };
    const head = document.querySelector("[data-head]");
    if (head?.getBoundingClientRect().top !== 0) faults.push("the head does not stand at 0");
    const button = (name: RegExp) => [...document.querySelectorAll("button")].find((each) => name.test(each.getAttribute("aria-label") ?? each.textContent ?? ""));
    place("the clock", head?.querySelector('[role="timer"]'));
    place("the saved state", [...(head?.querySelectorAll("span") ?? [])].find((each) => /Saved|Saving|Nothing to save|waiting/.test(each.textContent ?? "")));
    place("the call", button(/^Call a proctor/));
    place("Next", button(/^(Next|Summary)$/));
    return faults;
  });
}

test("the head, the clock, the saved state, the call and Next stay where they are, whatever is pressed", async ({ page, freshServer }) => {
  test.setTimeout(240_000);
  await signIn(page, freshServer);
  await openAndStart(page);
  for (const size of WINDOWS) {
    // From a window that has the row of questions: a low and narrow one has the overview instead.
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.getByRole("navigation", { name: "Questions" }).getByRole("button", { name: /^Question 1,/ }).click();
    await page.setViewportSize(size);
    const here = async (what: string) => expect([size, what, await outOfSight(page)]).toEqual([size, what, []]);
    for (let number = 1; number <= 12; number += 1) {
      // Every question in the window where most of them moved the page, some of each length in the others.
      if (size.width !== 1093 && ![1, 2, 3, 12].includes(number)) {
        await nextButton(page).click();
        continue;
      }
      await expect(page.getByText(`Question ${number} of 12`).first()).toBeVisible();
      await here(`question ${number}`);
      const options = await page.getByRole("radio").count();
      await option(page, options).check({ force: true });
      await here(`question ${number}, last option`);
      await page.keyboard.press("ArrowUp");
      await here(`question ${number}, arrow`);
      await page.keyboard.press("End");
      await page.keyboard.press("F6");
      await here(`question ${number}, images`);
      await page.keyboard.press("F6");
      for (let tab = 0; tab < 6; tab += 1) await page.keyboard.press("Tab");
      await here(`question ${number}, six tabs`);
      if (number === 2) {
        await page.getByRole("button", { name: /^Note/ }).click();
        await page.keyboard.type("A long note.\n\n\n\n\n\nStill one.");
        await here(`question ${number}, note`);
        await page.getByRole("button", { name: /^Note/ }).click();
      }
      if (number < 12) await nextButton(page).click();
    }
  }
});

test("in a narrow window the question or its images are seen by one key or button", async ({ page, freshServer }) => {
  await page.setViewportSize({ width: 640, height: 360 });
  await signIn(page, freshServer);
  await openAndStart(page);
  const images = page.getByRole("region", { name: "Images of this question" });
  await expect(option(page, 1)).toBeAttached();
  await expect(images).toBeHidden();
  await page.keyboard.press("F6");
  await expect(images).toBeVisible();
  await expect(page.locator(".viewer canvas").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(images).toBeHidden();
  await page.getByRole("button", { name: "See images" }).click();
  await expect(images).toBeVisible();
  // An option chosen there counts, and the next question begins with its text.
  await page.keyboard.press("c");
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await expect(page.getByText("Question 2 of 12").first()).toBeVisible();
  // A wide window shows both, and has no button for it.
  await page.setViewportSize({ width: 1280, height: 720 });
  await expect(page.getByRole("button", { name: "See images" })).toBeHidden();
  await expect(images).toBeVisible();
  await page.setViewportSize({ width: 640, height: 360 });
  await expect(images).toBeHidden();
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await expect(option(page, 3)).toBeChecked();
});

test("that it is a demonstration, who sits here and whom to telephone stay in sight at 200 % zoom, also after a call and offline", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  for (const size of [{ width: 1280, height: 720 }, { width: 640, height: 360 }]) {
    await page.setViewportSize(size);
    const there = async () => {
      for (const words of ["Demonstration, not the official exam", /^Candidate P1001$/, /^Help \+32\s2\s000\s00\s00$/]) {
        const place = page.locator("[data-head], footer").getByText(words);
        await expect(place).toBeVisible();
        expect(await place.evaluate((each) => each.scrollWidth <= each.clientWidth + 1 && each.getBoundingClientRect().height < 25)).toBe(true);
      }
      for (const name of [/^Keys: /, /^(Hide|Show) time$/, "Use full screen", /^Call a proctor/]) await expect(page.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
      await expect(page.locator("[data-question] label").first()).toBeInViewport({ ratio: 1 });
    };
    await there();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: "I need the toilet" }).click();
    await expect(page.getByRole("dialog").getByText("The proctor has been called.")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.locator("[data-head]").getByText("The proctor has been called.")).toBeVisible();
    await there();
    await page.context().setOffline(true);
    await expect(page.getByText(/^! Nothing can be sent now\./)).toBeVisible({ timeout: 60_000 });
    await there();
    await page.context().setOffline(false);
    await expect(page.getByText(/^! Nothing can be sent now\./)).toBeHidden({ timeout: 60_000 });
  }
});
