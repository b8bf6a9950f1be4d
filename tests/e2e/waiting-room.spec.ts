import type { Page } from "@playwright/test";
import { hasNoSeriousFinding } from "./support/accessibility.ts";
import { openWaitingRoom, signIn } from "./support/exam-page.ts";
import { expect, test } from "./support/server.ts";

const READY = "Everything needed is here.";

const startButton = (page: Page) => page.getByRole("button", { name: "Start the practice exam" });

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
  await hasNoSeriousFinding(page, "waiting room without a viewer");

  const again = page.getByRole("button", { name: "Try again" });
  const before = blocked;
  await again.click();
  await expect.poll(() => blocked).toBeGreaterThan(before);
  await expect(page.getByText(/could not be loaded/).first()).toBeVisible();
  await expect(page.getByText(READY)).toHaveCount(0);
  await page.unroute(program);
  await again.click();
  await expect(page.getByText(READY)).toBeVisible({ timeout: 15_000 });
  await expect(again).toHaveCount(0);
  await startButton(page).click();
  await expect(page.locator(".viewer-panel:visible:not([data-waiting])").first()).toBeVisible({ timeout: 20_000 });
  expect(faults).toEqual([]);
  await context.close();
});
