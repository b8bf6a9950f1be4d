import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { STILL_IMAGES } from "./support/chromium.ts";
import { nextButton, openAndStart, option, savedLine, signIn } from "./support/exam-page.ts";
import { expect, test } from "./support/server.ts";

test.use(STILL_IMAGES);

const WITH_HERE = /\d\d:\d\d(:\d\d)? CES?T = .*\d\d:\d\d where this computer is/;

test.use({ timezoneId: "Europe/London" });

test("after the practice exam the receipt stays, as a file too, and every question is reviewed with its images", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  const exam = page.url();
  await option(page, 3).check({ force: true });
  await nextButton(page).click();
  await option(page, 2).check({ force: true });
  await expect(savedLine(page)).toBeVisible();
  await expect(page.locator('[data-head] [data-saved="saved"]')).toHaveAttribute("title", WITH_HERE);
  await page.getByRole("button", { name: "Overview" }).click();
  await expect(page.getByRole("heading", { name: "Summary" })).toBeFocused();
  await page.getByRole("button", { name: "Hand in …" }).click();
  await expect(page.getByText("2 of 12 questions have an answer, 10 have none.")).toBeVisible();
  await page.getByRole("checkbox", { name: /I have finished/ }).check({ force: true });
  await page.getByRole("button", { name: "Hand in now" }).click();
  const shown = (await page.locator("code").filter({ hasText: /^([0-9a-f]{8}\s?){8}$/ }).textContent({ timeout: 30_000 }))!.replaceAll(/\s/g, "");

  await expect(page.locator("dl")).toContainText(WITH_HERE);

  // The page loaded again is the result; the receipt is there, and it is the same.
  await page.goto(exam);
  await page.waitForURL("**/my/results/*");
  await expect(page.getByText(shown)).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Keep the receipt as a file" }).click()]);
  expect(file.suggestedFilename()).toMatch(/^receipt-P\d+\.txt$/);
  const text = readFileSync(await file.path(), "utf8");
  expect(text).toContain(shown);
  expect(text).toContain("2 of 12");
  expect(text).toMatch(/\d\d:\d\d:\d\d CES?T \(Europe\/Brussels\) = .* UTC\n/);
  for (const term of ["Finished", "Released", "Closed at"]) await expect(page.locator("dt", { hasText: term }).locator("+ dd")).toHaveText(WITH_HERE);

  const first = page.getByText(/^✓ Question 1: your answer C; key C$/);
  await expect(first).toBeVisible();
  await expect(page.getByText("Question 3: no answer; key", { exact: false })).toBeVisible();
  await first.click();
  await expect(page.getByText("key, your answer")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Why" })).toBeVisible();
  await expect(page.locator(".viewer-panel canvas").first()).toBeVisible();
  await expect(page.locator(".viewer-panel:not([data-waiting])").first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => ["serious", "critical"].includes(impact ?? "")).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

  await page.getByRole("link", { name: "My exams" }).first().click();
  await expect(page.getByRole("listitem").filter({ hasText: "Handed in" }).locator("time")).toHaveText(WITH_HERE);
});
