import { hasNoFinding } from "./support/accessibility.ts";
import { STILL_IMAGES } from "./support/chromium.ts";
import { nextButton, openWaitingRoom, option, savedLine, signIn } from "./support/exam-page.ts";
import { exam } from "./support/seeded.ts";
import { expect, test } from "./support/server.ts";
import { splitPracticeForm } from "./support/two-parts.ts";

test.use(STILL_IMAGES);

test("a form of two parts: each with its own start, time and key, and nothing to be seen of what was left", async ({ page, freshServer }) => {
  await splitPracticeForm(freshServer, { questions: 3, limitSeconds: 600 });
  const keys: string[] = [];
  page.on("response", async (response) => {
    if (response.url().endsWith("/start") && response.status() === 200) keys.push(((await response.json()) as { contentKey: string }).contentKey);
  });
  await signIn(page, freshServer);
  await openWaitingRoom(page);
  await page.getByRole("button", { name: "Start the practice exam" }).click();
  await expect(page.getByText("Question 1 of 3").first()).toBeVisible();
  await expect(page.getByRole("timer")).toHaveText(/^00:(10:00|09:\d\d)$/);
  const stem = await page.locator("[data-question]").innerText();
  await option(page, 2).check({ force: true });
  await nextButton(page).click();
  await option(page, 3).check({ force: true });
  await expect(savedLine(page)).toBeVisible();

  // At the boundary without network the page waits and says so.
  await page.getByRole("button", { name: "Overview" }).click();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Leave part 1 …" }).click();
  const dialog = page.getByRole("dialog", { name: "Leave part 1" });
  await expect(dialog).toContainText("nothing of this part can be seen or changed");
  await hasNoFinding(page, "the question whether to leave a part");
  await dialog.getByRole("button", { name: "Leave part 1 now" }).click();
  await expect(page.getByRole("heading", { name: "Leaving part 1" })).toBeVisible();
  await expect(page.getByText(/^Nothing can be sent now\. Kept here and sent by itself: 1/)).toBeVisible({ timeout: 30_000 });
  await expect(page.locator("[data-question]")).toHaveCount(0);
  await page.context().setOffline(false);
  await expect(page.getByRole("heading", { name: "Part 1 is over" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("heading", { name: "Part 2: Physics and safety" })).toBeVisible();
  await expect(page.getByText("9 questions")).toBeVisible();
  await expect(page.getByRole("timer")).toHaveCount(0);
  await hasNoFinding(page, "between two parts");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Part 1 is over" })).toBeVisible();
  // Until here nobody has handed out a second key.
  expect(new Set(keys.filter((key) => key !== "")).size).toBe(1);

  await page.getByRole("button", { name: "Start part 2" }).click();
  await expect(page.getByText("Question 1 of 9").first()).toBeVisible();
  await expect(page.locator(".viewer canvas, [data-question]").first()).toBeVisible();
  expect(await page.locator("[data-question]").innerText()).not.toBe(stem);
  expect(new Set(keys.filter((key) => key !== "")).size).toBe(2);
  await expect(page.getByRole("navigation", { name: "Questions" }).getByRole("button")).toHaveCount(9);
  await expect(page.getByRole("timer")).toHaveText(/^00:2\d:\d\d$/);
  await option(page, 1).check({ force: true });
  await expect(savedLine(page)).toBeVisible();
  await page.reload();
  await expect(page.getByText("Question 1 of 9").first()).toBeVisible();
  await expect(option(page, 1)).toBeChecked();

  await page.getByRole("button", { name: "Overview" }).click();
  await page.getByRole("button", { name: "Hand in …" }).click();
  await page.getByRole("checkbox", { name: /I have finished/ }).check({ force: true });
  await page.getByRole("button", { name: "Hand in now" }).click();
  await page.getByRole("button", { name: "See my result" }).click();
  await expect(page.getByText(/Question 1: your answer B;/)).toBeVisible();
  await expect(page.getByText(/Question 2: your answer C;/)).toBeVisible();
  await expect(page.getByText(/Question 3: no answer;/)).toBeVisible();
  await expect(page.getByText(/Question 4: your answer A;/)).toBeVisible();
  expect(JSON.parse(exam(freshServer.dataDir, "audit", "verify", "--json"))).toMatchObject({ ok: true });
});

test("a part in one direction offers no way back, by button, key, overview or reload", async ({ page, freshServer }) => {
  await splitPracticeForm(freshServer, { questions: 3, limitSeconds: 600, oneWay: true });
  await signIn(page, freshServer);
  await openWaitingRoom(page);
  await page.getByRole("button", { name: "Start the practice exam" }).click();
  await expect(page.getByText("Question 1 of 3").first()).toBeVisible();
  await option(page, 2).check({ force: true });
  await nextButton(page).click();
  await expect(page.getByText("Question 2 of 3").first()).toBeVisible();
  await expect(page.getByText("One question after another: no way back")).toBeVisible();
  await expect(page.getByRole("button", { name: "Back", exact: true })).toBeDisabled();
  await expect(page.getByRole("navigation", { name: "Questions" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Overview" })).toHaveCount(0);
  await page.keyboard.press("Alt+ArrowLeft");
  await hasNoFinding(page, "a part in one direction");
  await expect(page.getByText("Question 2 of 3").first()).toBeVisible();
  await page.reload();
  await expect(page.getByText("Question 2 of 3").first()).toBeVisible();
  await nextButton(page).click();
  await page.getByRole("button", { name: "Summary", exact: true }).click();
  await expect(page.getByText(/You have seen every question of this part/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Back|Question \d)/ })).toHaveCount(0);
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(page.getByText(/You have seen every question of this part/)).toBeVisible();
  await page.getByRole("button", { name: "Leave part 1 …" }).click();
  await page.getByRole("button", { name: "Leave part 1 now" }).click();
  await page.getByRole("button", { name: "Start part 2" }).click();
  await expect(page.getByRole("navigation", { name: "Questions" }).getByRole("button")).toHaveCount(9);
});

test("the time of a part ends the part, and the next one waits", async ({ page, freshServer }) => {
  await splitPracticeForm(freshServer, { questions: 2, limitSeconds: 5 });
  await signIn(page, freshServer);
  await openWaitingRoom(page);
  await page.getByRole("button", { name: "Start the practice exam" }).click();
  await option(page, 2).check({ force: true });
  await expect(savedLine(page)).toBeVisible();
  // Its five seconds and the grace of thirty.
  await expect(page.getByRole("heading", { name: "Part 1 is over" })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Start part 2" }).click();
  await expect(page.getByText("Question 1 of 10").first()).toBeVisible();
});
