import type { Page } from "@playwright/test";
import { STILL_IMAGES } from "./support/chromium.ts";
import { openAndStart, option, signIn } from "./support/exam-page.ts";
import { expect, test } from "./support/server.ts";

test.use(STILL_IMAGES);

/** Lets every reply about the attempt say that it is paused, as long as `now` says so. The page asks at once. */
async function pauser(page: Page) {
  let paused = false;
  await page.route("**/feed", (route) => route.abort());
  await page.route(/\/attempts\/[^/]+\/(heartbeat|operations)$/, async (route) => {
    const reply = await route.fetch();
    const told = (await reply.json()) as object;
    await route.fulfill({ response: reply, json: paused ? { ...told, state: "paused" } : told });
  });
  return async (now: boolean) => {
    paused = now;
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
  };
}

test("a pause hides the question, and takes nothing of what was being typed", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  const pause = await pauser(page);
  await openAndStart(page);
  const title = page.getByRole("heading", { name: "Paused by the proctor" });
  const note = page.getByRole("textbox", { name: /^Note on question 1/ });
  await page.getByRole("button", { name: "Note", exact: true }).click();
  await note.fill("Late enhancement in the");
  await pause(true);
  await expect(title).toBeVisible();
  await expect(note).toHaveCount(0);
  await expect(page.locator("[data-question]")).toBeHidden();
  // No key reaches what is hidden.
  await page.keyboard.press("b");
  await pause(false);
  await expect(title).toHaveCount(0);
  await expect(note).toHaveValue("Late enhancement in the");
  await expect(note).toBeFocused();
  await expect(option(page, 2)).not.toBeChecked();

  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Report a problem" }).click();
  await dialog.getByLabel("What is wrong?").fill("The second image is");
  await pause(true);
  await expect(title).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await pause(false);
  await expect(dialog.getByLabel("What is wrong?")).toHaveValue("The second image is");

  await page.reload();
  await expect(note).toHaveValue("Late enhancement in the", { timeout: 20_000 });
});
