import { expect, test } from "vitest";
import { keepAwake } from "./wake-lock.ts";

const soon = () => new Promise((next) => setTimeout(next, 0));

/** A browser that gives a lock only when told to, and takes all back while the page is hidden. */
function createBrowser() {
  const given: { released: boolean; release(): Promise<void> }[] = [];
  const asked: (() => void)[] = [];
  let visible = true;
  let listener: (() => void) | null = null;
  return {
    held: () => given.filter((one) => !one.released).length,
    asked: () => asked.length,
    give: () => asked.splice(0).forEach((answer) => answer()),
    show(now: boolean) {
      visible = now;
      if (!now) for (const one of given) one.released = true;
      listener?.();
    },
    isVisible: () => visible,
    request: () =>
      new Promise<(typeof given)[number] | null>((resolve) => {
        asked.push(() => {
          const lock = { released: !visible, release: async () => void (lock.released = true) };
          given.push(lock);
          resolve(lock);
        });
      }),
    onVisibility(changed: () => void) {
      listener = changed;
      return () => (listener = null);
    },
  };
}

test("asks once however often the page is shown, and again after the browser took the lock back", async () => {
  const browser = createBrowser();
  const end = keepAwake(browser);
  browser.show(true);
  browser.show(true);
  expect(browser.asked()).toBe(1);
  browser.give();
  await soon();
  expect(browser.held()).toBe(1);
  browser.show(false);
  expect([browser.held(), browser.asked()]).toEqual([0, 0]);
  browser.show(true);
  browser.give();
  await soon();
  expect(browser.held()).toBe(1);
  end();
  await soon();
  expect(browser.held()).toBe(0);
});

test("gives back what comes after its end", async () => {
  const browser = createBrowser();
  const end = keepAwake(browser);
  end();
  browser.give();
  await soon();
  expect(browser.held()).toBe(0);
  browser.show(true);
  expect(browser.asked()).toBe(0);
});

test("asks again when the lock was taken back on its way", async () => {
  const browser = createBrowser();
  const end = keepAwake(browser);
  browser.show(false);
  browser.give();
  browser.show(true);
  await soon();
  browser.give();
  await soon();
  expect(browser.held()).toBe(1);
  end();
});
