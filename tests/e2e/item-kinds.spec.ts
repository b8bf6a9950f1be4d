import type { Page } from "@playwright/test";
import { STILL_IMAGES } from "./support/chromium.ts";
import { openAndStart, option, signIn } from "./support/exam-page.ts";
import { hasNoFinding } from "./support/accessibility.ts";
import { changeFirstItem } from "./support/first-item.ts";
import { expect, test } from "./support/server.ts";

test.use(STILL_IMAGES);

test("a question with several right answers is answered by pointer and by keys, undone, saved, scored and reviewed", async ({ page, freshServer }) => {
  changeFirstItem(freshServer, ({ interaction }) => ({ interaction: { ...interaction, kind: "multiple-response", maxChoices: 3 } }), { correct: ["A", "C"], tolerance: null });
  await signIn(page, freshServer);
  await openAndStart(page);
  const answers = page.getByRole("group", { name: "Choose every right answer, at most 3" });
  const boxes = answers.getByRole("checkbox");
  const chosen = () => boxes.evaluateAll((all) => all.flatMap((box, index) => ((box as HTMLInputElement).checked ? ["ABCDE"[index]] : [])).join(""));
  await expect(answers).toContainText("Choose every right answer, at most 3");
  await boxes.nth(2).check({ force: true });
  await page.keyboard.press("a");
  await page.keyboard.press("e");
  await expect.poll(chosen).toBe("ACE");
  await hasNoFinding(page, "a question with several right answers");

  // No more than three: the others cannot be chosen, by pointer or by key.
  await expect(boxes.nth(1)).toBeDisabled();
  await page.keyboard.press("b");
  await expect.poll(chosen).toBe("ACE");
  await page.keyboard.press("e");
  await expect.poll(chosen).toBe("AC");
  await page.keyboard.press("u");
  await expect.poll(chosen).toBe("ACE");
  await page.keyboard.press("u");
  await expect.poll(chosen).toBe("AC");
  await expect(page.getByText(/^This question: saved/)).toBeVisible();
  await page.reload();
  await expect(page.getByText("Question 1 of 12").first()).toBeVisible();
  await expect.poll(chosen).toBe("AC");
  await expect(page.getByRole("navigation", { name: "Questions" }).getByRole("button", { name: /^Question 1, answered/ })).toBeVisible();

  await handIn(page);
  await expect(page.getByText(/^✓ Question 1: your answer A, C; key A, C$/)).toBeVisible();
});

test("a number is typed as people type it, says what it is read as, is undone, saved, scored and reviewed", async ({ page, freshServer }) => {
  const key = { correct: ["55"], tolerance: { mode: "absolute", below: "5", above: "5" } } as const;
  changeFirstItem(freshServer, () => ({ interaction: { kind: "numeric", unit: "%" }, leadIn: "<p>What is the ejection fraction?</p>" }), key);
  await signIn(page, freshServer);
  await openAndStart(page);
  const field = page.getByRole("textbox", { name: "Your answer, a number" });
  const first = page.getByRole("navigation", { name: "Questions" }).getByRole("button", { name: /^Question 1,/ });
  const told = page.locator("[data-question]").getByRole("status").filter({ hasText: /Answer|changed|cleared/ });
  await expect(field).toHaveAccessibleDescription(/^%/);
  await field.pressSequentially("60,5");
  await expect(told).toHaveText("Answer: 60.5 %");
  await expect(field).toHaveValue("60,5");
  await hasNoFinding(page, "a number");
  // What was typed without a break is one change; keys of the exam do nothing within a field.
  await field.pressSequentially("u");
  await expect(page.getByRole("alert")).toHaveText("“60,5u” is not a number: nothing is answered.");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(first).toHaveAccessibleName(/not answered/);
  await expect(told).toHaveCount(0);
  await hasNoFinding(page, "what is no number");
  await field.press("Backspace");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await field.press("Tab");
  await expect(field).toHaveValue("60.5");
  await page.getByRole("heading", { name: "Question 1" }).focus();
  await page.keyboard.press("u");
  await expect(field).toHaveValue("");
  await page.keyboard.press("u");
  await expect(field).toHaveValue("60.5");
  await page.getByRole("button", { name: "Clear answer" }).click();
  await expect(field).toHaveValue("");
  await field.fill("60 %");
  await expect(told).toHaveText("Answer: 60 %");
  await expect(page.getByText(/^This question: saved/)).toBeVisible();
  await page.reload();
  await expect(field).toHaveValue("60", { timeout: 20_000 });
  await expect(first).toHaveAccessibleName(/, answered/);

  await handIn(page);
  await page.getByText(/^✓ Question 1: your answer 60 %; key 55 % \(50 to 60 %\)$/).click();
  await expect(field).toHaveValue("60");
  await expect(field).not.toBeEditable();
  await hasNoFinding(page, "the review of a number");
});

async function handIn(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await option(page, 1).check({ force: true });
  await page.getByRole("button", { name: "Overview" }).click();
  await page.getByRole("button", { name: "Hand in …" }).click();
  await page.getByRole("checkbox", { name: /I have finished/ }).check({ force: true });
  await page.getByRole("button", { name: "Hand in now" }).click();
  await page.getByRole("button", { name: "See my result" }).click();
}
