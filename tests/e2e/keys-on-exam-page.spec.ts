import type { Page } from "@playwright/test";
import { STILL_IMAGES } from "./support/chromium.ts";
import { chosen, openAndStart, option, savedLine, signIn } from "./support/exam-page.ts";
import { expect, test, type ExamServer } from "./support/server.ts";

test.use(STILL_IMAGES);

/** Every key that a tool of the images answers to, and some that do nothing. */
const IMAGE_KEYS = ["h", "j", "k", "l", "v", "i", "r", "s", "w", "z", "m", "t", "t", "x", "x", "1", "2", "4", "3", "5", "9", " ", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End", ",", ".", "+", "-", "=", "Shift+ArrowLeft", "q", "y", "0", "Enter"];

async function started(page: Page, server: ExamServer): Promise<void> {
  await signIn(page, server);
  await openAndStart(page);
  await expect(page.locator(".viewer canvas").first()).toBeVisible();
}

const viewerPanel = (page: Page) => page.locator(".viewer-panel:visible").first();
const keysHeld = (page: Page, by: string) => expect(page.getByRole("button", { name: `Keys: ${by}` })).toBeVisible();
/** A key as another keyboard sends it: `key` is what is printed on it, `code` where it lies. */
async function pressForeign(page: Page, key: string, code: string): Promise<void> {
  await page.evaluate(([name, place]) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key: name!, code: place!, bubbles: true, cancelable: true })), [key, code]);
}

test("no key that works the images changes an answer, and A to F choose one whoever holds the keys", async ({ page, freshServer }) => {
  await started(page, freshServer);
  await option(page, 1).check({ force: true });
  await expect(savedLine(page)).toBeVisible();

  await viewerPanel(page).hover();
  await page.mouse.wheel(0, 100);
  await keysHeld(page, "images");
  for (const key of IMAGE_KEYS) {
    await page.keyboard.press(key);
    expect([key, await chosen(page)]).toEqual([key, 1]);
  }
  await page.keyboard.press("d");
  expect(await chosen(page)).toBe(4);
  await keysHeld(page, "images");

  // A press anywhere on the image gives it the keys as well, with each button.
  for (const button of ["left", "middle", "right"] as const) {
    await page.getByRole("heading", { name: "Question 1" }).focus();
    await keysHeld(page, "answers");
    await viewerPanel(page).click({ button, position: { x: 30, y: 60 } });
    await keysHeld(page, "images");
    await page.keyboard.press("2");
    expect(await chosen(page)).toBe(4);
  }
  await page.keyboard.press("Escape");
  await keysHeld(page, "answers");
  await page.keyboard.press("2");
  expect(await chosen(page)).toBe(2);
  await page.keyboard.press("F6");
  await keysHeld(page, "images");
  await page.keyboard.press("F6");
  await keysHeld(page, "answers");
  // F is an option or nothing, never the flag.
  await page.keyboard.press("f");
  await expect(page.getByRole("button", { name: /^Flag/ })).toHaveAttribute("aria-pressed", "false");
  expect(await chosen(page)).toBe(2);
  await page.keyboard.press("g");
  await expect(page.getByRole("button", { name: /^Flag/ })).toHaveAttribute("aria-pressed", "true");
});

test("a change of an answer is said and undone by one key, on its own question only", async ({ page, freshServer }) => {
  await started(page, freshServer);
  await page.keyboard.press("b");
  await expect(page.getByText("Answer: B")).toBeVisible();
  await page.keyboard.press("d");
  await expect(page.getByText("B changed to D")).toBeVisible();
  await page.keyboard.press("u");
  await expect(page.getByText("D changed to B")).toBeVisible();
  expect(await chosen(page)).toBe(2);
  await page.keyboard.press("u");
  expect(await chosen(page)).toBe(4);
  await page.getByRole("button", { name: /^Undo/ }).click();
  expect(await chosen(page)).toBe(2);
  await expect(savedLine(page)).toBeVisible();

  // In a text it is a letter.
  await page.getByRole("button", { name: "Note" }).click();
  await page.keyboard.type("unsure: b or d");
  expect(await chosen(page)).toBe(2);
  await expect(page.getByLabel("Note on question 1")).toHaveValue("unsure: b or d");

  // What was done on the question before cannot be undone unseen.
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.keyboard.press("u");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  expect(await chosen(page)).toBe(2);
  await page.keyboard.press("u");
  expect(await chosen(page)).toBe(2);
});

test("the letter printed on the key counts, not its place, except where the keyboard is not Latin", async ({ page, freshServer }) => {
  await started(page, freshServer);
  await pressForeign(page, "a", "KeyQ");
  expect(await chosen(page)).toBe(1);
  await page.keyboard.press("c");
  await pressForeign(page, "q", "KeyA");
  expect(await chosen(page)).toBe(3);
  await pressForeign(page, "ф", "KeyA");
  expect(await chosen(page)).toBe(1);
  await pressForeign(page, "β", "KeyB");
  expect(await chosen(page)).toBe(2);
  await pressForeign(page, "à", "Digit5");
  expect(await chosen(page)).toBe(5);
});

test("keys pressed while a page comes alive break nothing", async ({ page, freshServer }) => {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await signIn(page, freshServer);
  await openAndStart(page);
  const address = page.url();
  const slow = await page.context().newCDPSession(page);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  for (const wanted of [`${freshServer.baseUrl}/my`, address, address, `${freshServer.baseUrl}/my`, address]) {
    const press = async (times: number) => {
      for (let at = 0; at < times; at += 1) await page.keyboard.press(at % 2 === 0 ? "b" : "Tab").catch(() => undefined);
    };
    await Promise.all([page.goto(wanted), press(40)]);
    await press(20);
  }
  await slow.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await expect(page.getByText("Question 1 of 12").first()).toBeVisible();
  expect(faults).toEqual([]);
});
