import { expect, test } from "vitest";
import { cached, damaged, openBrowser, openPage, readyToStart, started, until } from "./support/browser.ts";
import { FRAME, FRAME_HASH, openExam } from "./support/exam.ts";

const spoilt: [string, (kept: Buffer) => Buffer][] = [
  ["whose ciphertext was changed", (kept) => Buffer.from(kept.toString().replace(/"ciphertext":"..../, '"ciphertext":"AAAA'))],
  ["whose ciphertext is none", (kept) => Buffer.from(kept.toString().replace(/"ciphertext":"..../, '"ciphertext":"*'))],
  ["with another hash", (kept) => Buffer.from(kept.toString().replace(/"hash":"......../, '"hash":"00000000'))],
  ["that was cut off", (kept) => kept.subarray(0, 100)],
];
test.each(spoilt)("throws away a kept package %s, and goes on with one fetched anew", async (_what, spoil) => {
  const exam = await openExam();
  const { browser, page } = await started(exam);
  page.close();
  const kept = await cached(browser, "package");
  const good = await kept.read();
  await kept.write(spoil(good));
  const again = openPage(browser);
  await until(again, (now) => now.phase === "active" && now.items.length === 3);
  expect([exam.arrived("package"), await kept.read()]).toEqual([2, good]);
});

test("says that the questions arrive damaged after the second time, asks no more by itself, and goes on at the next press", async () => {
  const exam = await openExam();
  const browser = await openBrowser(exam);
  const mend = browser.network.changes("package", (body) => ({ ...body, ciphertext: damaged(Buffer.from(String(body.ciphertext), "base64")).toString("base64") }));
  const page = openPage(browser);
  await until(page, readyToStart);
  await page.start();
  await until(page, (now) => now.examState === "active");
  await browser.beats(3);
  expect(page.getSnapshot()).toMatchObject({ phase: "waiting", busy: null, refusal: "package-damaged", packageReady: true });
  expect(exam.arrived("package")).toBe(2);
  mend();
  await page.start();
  expect(page.getSnapshot()).toMatchObject({ phase: "active", refusal: null });
});

test("throws away a kept frame that is no good, and says so when it arrives damaged again", async () => {
  const { browser, page } = await started(await openExam());
  await until(page, (now) => now.images.ready === 1);
  const kept = await cached(browser, FRAME_HASH);
  const good = await kept.read();
  await kept.write(damaged(good));
  expect(await page.loadFrame(FRAME_HASH)).toEqual(FRAME);
  expect(await kept.read()).toEqual(good);

  await kept.write(damaged(good));
  const mend = browser.network.changesBytes("frames", damaged);
  await expect(page.loadFrame(FRAME_HASH)).rejects.toMatchObject({ name: "DecryptionError" });
  mend();
  browser.network.goesDown();
  await expect(page.loadFrame(FRAME_HASH)).rejects.toMatchObject({ name: "FrameMissingError" });
  expect(await kept.read()).toHaveLength(0);
  browser.network.comesBack();
  await until(page, (now) => now.images.ready === 1);
  expect(await page.loadFrame(FRAME_HASH)).toEqual(FRAME);
});
