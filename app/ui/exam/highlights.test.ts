import fc from "fast-check";
import { expect, test } from "vitest";
import { covers, joinRanges, sentencesOf, withoutRange } from "./highlights.ts";

const range = fc.tuple(fc.nat(60), fc.nat(60)).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b) + 1]);
const characters = (ranges: readonly (readonly [number, number])[]) =>
  new Set(ranges.flatMap(([start, end]) => Array.from({ length: end - start }, (_, index) => start + index)));

test("joining keeps exactly the highlighted characters, in order and apart", () => {
  fc.assert(
    fc.property(fc.array(range), (ranges) => {
      const joined = joinRanges(ranges);
      expect(characters(joined)).toEqual(characters(ranges.toSorted((a, b) => a[0] - b[0])));
      for (const [index, one] of joined.entries()) expect(one[0]).toBeGreaterThan(joined[index - 1]?.[1] ?? -1);
    }),
  );
});

test("removing takes away exactly the characters of the range", () => {
  fc.assert(
    fc.property(fc.array(range), range, (ranges, gone) => {
      const expected = [...characters(ranges)].filter((one) => one < gone[0] || one >= gone[1]);
      expect([...characters(withoutRange(ranges, gone))].sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
    }),
  );
});

test("a range is covered when all of its characters are highlighted", () => {
  expect(covers([[0, 10]], [2, 5])).toBe(true);
  expect(covers([[0, 4]], [2, 5])).toBe(false);
});

test("finds sentences and leaves decimal numbers whole", () => {
  const text = "LVEF is 34.5 %. T1 is raised! Why?";
  expect(sentencesOf(text).map(([start, end]) => text.slice(start, end))).toEqual(["LVEF is 34.5 %.", "T1 is raised!", "Why?"]);
});
