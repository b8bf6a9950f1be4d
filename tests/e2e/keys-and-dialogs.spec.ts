import type { Page } from "@playwright/test";
import { STILL_IMAGES } from "./support/chromium.ts";
import { chosen, openAndStart, option, savedLine, signIn } from "./support/exam-page.ts";
import { expect, test, type ExamServer } from "./support/server.ts";
import { practiceCandidate } from "./support/visitors.ts";

test.use(STILL_IMAGES);

async function started(page: Page, server: ExamServer): Promise<void> {
  await signIn(page, server);
  await openAndStart(page);
  await expect(page.locator(".viewer canvas").first()).toBeVisible();
}

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const dialog = (page: Page, name: string | RegExp) => page.getByRole("dialog", { name });
/** Presses what has the focus, as a person without a mouse does. */
async function pressByKey(page: Page, name: string | RegExp): Promise<void> {
  await button(page, name).focus();
  await page.keyboard.press("Enter");
}

test("an admission code typed beside its field changes no answer, and a proctor can be called meanwhile", async ({ page, freshServer }) => {
  await started(page, freshServer);
  await option(page, 2).check({ force: true });
  await expect(savedLine(page)).toBeVisible();
  // Without network, so that nothing but the next request finds the sign-in ended.
  await page.context().setOffline(true);
  await option(page, 3).check({ force: true });
  await page.context().clearCookies();
  await page.context().setOffline(false);
  const signInAgain = dialog(page, "Please sign in again");
  await expect(signInAgain).toBeVisible({ timeout: 20_000 });

  await signInAgain.getByText("Your sign-in has ended.").click();
  await page.keyboard.type("ABDEF1245GNPU");
  await page.keyboard.press("Alt+ArrowRight");
  await button(page, "Sign in").focus();
  await page.keyboard.type("abdef");
  // Beside the dialog the key goes to no element at all.
  await page.mouse.click(1200, 400);
  await page.keyboard.type("abdef");
  expect(await chosen(page)).toBe(3);
  await expect(signInAgain).toBeVisible();
  await expect(page.getByText("Question 1 of 12").first()).toBeAttached();

  await page.keyboard.press("F2");
  await expect(dialog(page, "Call a proctor")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page, "Call a proctor")).toBeHidden();

  const code = signInAgain.getByLabel("Admission code");
  await code.fill("WRONG-CODE");
  await pressByKey(page, "Sign in");
  await expect(signInAgain).toContainText("This code does not belong");
  await expect(button(page, "Sign in")).toBeFocused();
  await code.fill(practiceCandidate(freshServer).admissionCode);
  await code.press("Enter");
  await expect(signInAgain).toBeHidden();
  await expect(savedLine(page)).toBeVisible({ timeout: 20_000 });
  expect(await chosen(page)).toBe(3);
});

test("F2 calls from within a dialog, over it, and what was written there stays", async ({ page, freshServer }) => {
  await started(page, freshServer);
  await button(page, "Report a problem").click();
  const report = page.getByRole("textbox", { name: "What is wrong?" });
  await page.keyboard.type("image b is dark");
  await page.keyboard.press("F2");
  const call = dialog(page, "Call a proctor");
  await expect(call).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(call).toBeHidden();
  await expect(report).toBeFocused();
  await expect(report).toHaveValue("image b is dark");
  await page.keyboard.press("Escape");
  await expect(report).toBeHidden();
  expect(await chosen(page)).toBe(0);
});

test("the wheel over an image leaves the note its keys", async ({ page, freshServer }) => {
  await started(page, freshServer);
  await button(page, "Note").click();
  const note = page.getByLabel("Note on question 1");
  await page.keyboard.type("flow ");
  await page.locator(".viewer-panel:visible").first().hover();
  await page.mouse.wheel(0, 300);
  // The wheel is told to the page in a later task than to this test.
  await page.waitForTimeout(300);
  await page.keyboard.type("bad");
  await expect(note).toHaveValue("flow bad");
  expect(await chosen(page)).toBe(0);
});

test("there is one list of keys, whoever holds the keys and however it is asked for", async ({ page, freshServer }) => {
  await started(page, freshServer);
  const card = dialog(page, "Keys");
  const panel = page.locator(".viewer-panel:visible").first();
  await page.keyboard.press("F6");
  await expect(panel).toBeFocused();
  for (const ask of [() => page.keyboard.press("?"), () => button(page, "Keys and gestures").click(), () => button(page, /^Keys: /).click()]) {
    await ask();
    await expect(card).toBeVisible();
    await expect(card).toContainText("Call a proctor");
    await expect(card).toContainText("Mouse and touch");
    await expect(card).toContainText("in a dialog, only F2");
    await expect(page.locator(".viewer-help")).toBeHidden();
    await page.keyboard.press("Escape");
    await expect(card).toBeHidden();
  }
  await panel.focus();
  await page.keyboard.press("?");
  await page.keyboard.press("Escape");
  await expect(panel).toBeFocused();
});

test("a key that is held presses a button once", async ({ page, freshServer }) => {
  await started(page, freshServer);
  const flag = button(page, "Flag this question");
  await flag.focus();
  for (let repeat = 0; repeat < 6; repeat += 1) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await expect(flag).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Enter");
  await expect(flag).toHaveAttribute("aria-pressed", "false");
});

test("a button that has nothing left to do keeps the focus", async ({ page, freshServer }) => {
  await started(page, freshServer);
  await page.keyboard.press("b");
  await pressByKey(page, "Clear answer");
  expect(await chosen(page)).toBe(0);
  await expect(button(page, "Clear answer")).toBeDisabled();
  await expect(button(page, "Clear answer")).toBeFocused();
  // It does nothing more, and an answer is its own again.
  await page.keyboard.press("Enter");
  await page.keyboard.press("c");
  expect(await chosen(page)).toBe(3);
  await expect(button(page, "Clear answer")).toBeEnabled();

  await pressByKey(page, "Highlight");
  await page.getByRole("dialog").getByRole("checkbox").first().check({ force: true });
  await pressByKey(page, "Remove highlights");
  await expect(button(page, "Remove highlights")).toBeDisabled();
  await expect(button(page, "Remove highlights")).toBeFocused();
  await page.keyboard.press("Escape");

  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route("**/call", async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press("F2");
  await pressByKey(page, "I feel unwell");
  await expect(page.getByRole("dialog")).toContainText("Calling the proctor");
  await expect(button(page, "I feel unwell")).toBeFocused();
  await expect(button(page, "A question")).toBeDisabled();
  letThrough();
  await expect(page.getByRole("dialog")).toContainText("The proctor has been called.");
  await expect(button(page, "I feel unwell")).toBeFocused();
});
