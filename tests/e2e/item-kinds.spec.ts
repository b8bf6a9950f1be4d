import { STILL_IMAGES } from "./support/chromium.ts";
import { openAndStart, option, signIn } from "./support/exam-page.ts";
import { hasNoFinding } from "./support/accessibility.ts";
import { changeFirstItem } from "./support/first-item.ts";
import { expect, test } from "./support/server.ts";

test.use(STILL_IMAGES);

test("a question with several right answers is answered by pointer and by keys, undone, saved, scored and reviewed", async ({ page, freshServer }) => {
  changeFirstItem(freshServer, ({ interaction }) => ({ interaction: { ...interaction, kind: "multiple-response", maxChoices: 3 } }), ["A", "C"]);
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

  await page.getByRole("button", { name: "Next", exact: true }).click();
  await option(page, 1).check({ force: true });
  await page.getByRole("button", { name: "Overview" }).click();
  await page.getByRole("button", { name: "Hand in …" }).click();
  await page.getByRole("checkbox", { name: /I have finished/ }).check({ force: true });
  await page.getByRole("button", { name: "Hand in now" }).click();
  await page.getByRole("button", { name: "See my result" }).click();
  await expect(page.getByText(/^✓ Question 1: your answer A, C; key A, C$/)).toBeVisible();
});
