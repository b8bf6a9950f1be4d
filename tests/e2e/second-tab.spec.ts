import { hasNoFinding } from "./support/accessibility.ts";
import { STILL_IMAGES } from "./support/chromium.ts";
import { openAndStart, signIn } from "./support/exam-page.ts";
import { expect, test } from "./support/server.ts";

test.use(STILL_IMAGES);

test("a second tab shows the time left, calls a proctor, and continues where the button says so", async ({ page, freshServer }) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  const second = await page.context().newPage();
  await second.goto(page.url());
  await expect(second.getByRole("heading", { name: "Your exam is open somewhere else" })).toBeVisible();
  await expect(second.getByRole("timer")).toHaveText(/^00:2\d:\d\d$/);
  await hasNoFinding(second, "a second tab");
  await second.getByRole("button", { name: /^Call/ }).click();
  await second.getByRole("dialog").getByRole("button").first().click();
  await expect(second.getByRole("dialog").getByRole("status")).not.toBeEmpty();
  await second.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  await second.getByRole("button", { name: "Continue here" }).click();
  await expect(second.getByText("Question 1 of 12").first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("heading", { name: "Your exam is open somewhere else" })).toBeVisible();
  await expect(page.getByRole("timer")).toHaveText(/^00:2\d:\d\d$/);
});
