import fc from "fast-check";
import { expect, test } from "vitest";
import { MARK, marksText } from "./marks.ts";

test.each([
  [7 * MARK, "7"],
  [0, "0"],
  [7_500, "7.5"],
  [333, "0.333"],
  [100_001, "100.001"],
])("%i thousandths of a mark are read as %s", (thousandths, text) => {
  expect(marksText(thousandths)).toBe(text);
});

test("every whole number of thousandths is read back as itself", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000_000 }), (thousandths) => Math.round(Number(marksText(thousandths)) * MARK) === thousandths));
});
