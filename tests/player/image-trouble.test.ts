import { expect, test } from "vitest";
import { openBrowser, started, until } from "./support/browser.ts";
import { openExam } from "./support/exam.ts";

test("tells the server of image trouble in a quiet moment, and never counts or shows it as the candidate's", async () => {
  const exam = await openExam();
  const browser = await openBrowser(exam);
  // Time passes on this page only when the test says so: how quiet it was is then no matter of the machine.
  let passed = 0;
  browser.environment.monotonicNow = () => 1_000 + passed;
  const { page } = await started(exam, browser);
  const waiting: number[] = [];
  page.subscribe(() => waiting.push(page.getSnapshot().saving.waiting));
  page.imageTrouble(1, { kind: "scroll", panel: 0 });
  page.imageTrouble(1, { kind: "frame-missing", panel: 0, frame: 2 });
  await page.respond(1, ["A"]);
  await until(page, (now) => now.saving.waiting === 0);
  passed += 1_500;
  await browser.beats(2);
  expect(await exam.valuesOf("image-trouble")).toEqual([]);

  const before = page.getSnapshot().questions;
  waiting.length = 0;
  passed += 5_000;
  await until(page, async () => (await exam.valuesOf("image-trouble")).length === 1);
  expect(await exam.valuesOf("image-trouble")).toEqual([[1, ["missing panel 0 frame 2 frames 1"]]]);
  await until(page, () => waiting.length > 0);
  expect(new Set(waiting)).toEqual(new Set([0]));
  expect(page.getSnapshot().questions).toEqual(before);

  page.imageTrouble(1, { kind: "frame-wait", panel: 0, frame: 2, waitedMs: 12_000 });
  passed += 30_000;
  await browser.beats(2);
  expect(await exam.valuesOf("image-trouble")).toHaveLength(1);
  passed += 31_000;
  await until(page, async () => (await exam.valuesOf("image-trouble")).length === 2);
});

test("tells what was still gathering of image trouble at the hand-in, before the hand-in", async () => {
  const exam = await openExam();
  const { page } = await started(exam);
  page.imageTrouble(1, { kind: "frame-missing", panel: 0, frame: 2 });
  page.imageTrouble(3, { kind: "frame-wait", panel: 0, frame: 0, waitedMs: 10_000 });
  await page.submit();
  await until(page, (now) => now.phase === "receipt");
  expect(await exam.valuesOf("image-trouble")).toEqual([[1, ["missing panel 0 frame 2 frames 1"]], [3, ["wait panel 0 frame 0 ms 10000 frames 1"]]]);
  const seqsOf = async (kind: "image-trouble" | "submit") => (await exam.operations(kind)).map(({ seq }) => seq);
  expect(Math.max(...(await seqsOf("image-trouble")))).toBeLessThan(Math.min(...(await seqsOf("submit"))));
});
