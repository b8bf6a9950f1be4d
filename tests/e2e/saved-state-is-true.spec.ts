import type { Page } from "@playwright/test";
import { hasNoFinding } from "./support/accessibility.ts";
import { STILL_IMAGES } from "./support/chromium.ts";
import { openAndStart, option, savedLine, signIn } from "./support/exam-page.ts";
import { expect, test } from "./support/server.ts";

test.use(STILL_IMAGES);

/** Does what the translators of browsers do: every text node gives its place to an element with other words. Again for new ones. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const over = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      for (const text of texts) {
        if (!text.data.trim() || text.parentElement?.closest("font, script, style, textarea")) continue;
        const font = document.createElement("font");
        font.textContent = `«${text.data}»`;
        text.replaceWith(font);
      }
    };
    over(document.body);
    new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(over))).observe(document.body, { childList: true, subtree: true });
  });
}

const head = (page: Page) => page.locator("[data-head] [data-saved]");

test("the head tells the truth when a browser translates the page behind its back", async ({ page, freshServer }) => {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await signIn(page, freshServer);
  await openAndStart(page);
  expect(await page.evaluate(() => document.documentElement.getAttribute("translate"))).toBe("no");
  await expect(head(page)).toHaveText("Nothing to save yet");
  await translate(page);
  await option(page, 2).check({ force: true });
  await expect(head(page)).toContainText(/Saved \d\d:\d\d:\d\d/);

  await page.context().setOffline(true);
  await option(page, 3).check({ force: true });
  await expect(head(page)).toContainText("1 waiting to be sent", { timeout: 20_000 });
  await expect(page.getByText("kept here, not saved yet")).toBeVisible();
  await page.context().setOffline(false);
  await expect(head(page)).toContainText(/Saved \d\d:\d\d:\d\d/, { timeout: 20_000 });
  await expect(savedLine(page)).toBeVisible();
  const clock = page.getByRole("timer");
  const before = await clock.textContent();
  await expect(clock).not.toHaveText(before ?? "");
  expect(faults).toEqual([]);
});

test("nothing was saved before something was done, and a lost reply never reads as saved", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await expect(page.getByText("Question 3 of 12").first()).toBeVisible();
  await expect(head(page)).toHaveText("Nothing to save yet");

  // The server gets it and answers; the answer never arrives.
  let lost = 0;
  await page.route("**/operations", async (route) => {
    if (lost > 2) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await option(page, 1).check({ force: true });
  // Three lost answers and the pauses after them take longer than this.
  for (let look = 0; look < 12; look += 1) {
    expect(await head(page).textContent()).not.toMatch(/Saved \d/);
    await expect(savedLine(page)).toHaveCount(0);
    await page.waitForTimeout(50);
  }
  await expect(head(page)).toContainText(/Saved \d\d:\d\d:\d\d/, { timeout: 30_000 });
  await expect(savedLine(page)).toBeVisible();
});

test("the dialog of an ended sign-in never calls saved what the server refused, also under a translator", async ({ page, freshServer }) => {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await signIn(page, freshServer);
  await openAndStart(page);
  await option(page, 1).check({ force: true });
  await expect(head(page)).toContainText(/Saved \d\d:\d\d:\d\d/);
  await translate(page);

  // The next change stays on its way until the sign-in has ended, and is then refused.
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/operations", async (route) => {
    await asked;
    const reply = await route.fetch();
    const told = (await reply.json()) as { acknowledged: string[] };
    const refused = told.acknowledged.map((opId) => ({ opId, reason: "unknown-option" }));
    await route.fulfill({ json: { ...told, acknowledged: [], refused } });
  });
  await page.route("**/heartbeat", (route) => route.fulfill({ status: 401, json: { reason: "sign-in-ended" } }));
  await option(page, 2).check({ force: true });
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Nothing is lost: what is not sent yet", { timeout: 30_000 });
  answer();
  await expect(dialog).toContainText("1 not saved: please look at your answers");
  await expect(dialog).not.toContainText("Everything you answered is saved");
  await expect(head(page)).toContainText("1 not saved");
  expect(faults).toEqual([]);
});

test("an answer that the server cannot read stays on the computer after the hand-in, and the receipt says so", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  await page.route("**/operations", (route) =>
    route.request().postData()?.includes('"respond"') ? route.fulfill({ status: 422, json: { reason: "malformed", detail: "" } }) : route.continue(),
  );
  await option(page, 2).check({ force: true });
  await expect(head(page)).toContainText("1 not saved", { timeout: 20_000 });
  await page.getByRole("navigation", { name: "Questions" }).getByRole("button", { name: /^(Question )?12\b/ }).click();
  await page.getByRole("button", { name: "Summary", exact: true }).click();
  await page.getByRole("button", { name: "Hand in …" }).click();
  await page.getByRole("checkbox", { name: /I have finished/ }).check({ force: true });
  await page.getByRole("button", { name: /^Hand in/ }).last().click();
  const unread = page.getByText(/^Question \d+ of the form: the answer \w+$/);
  await expect(page.getByText("Please call a proctor before you close this page.")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("You may close this page.")).toHaveCount(0);
  await expect(unread).toBeVisible();
  await hasNoFinding(page, "receipt");
  // The closed exam leads to its result.
  await page.reload();
  await page.waitForURL("**/my/results/*");
  await expect(unread).toBeVisible();
  await hasNoFinding(page, "result");
});
