import fc from "fast-check";
import { expect, test } from "vitest";
import { reversed, standingChange, type AnswerChange } from "./answer-change.ts";

const change: AnswerChange = { position: 3, before: ["b"], after: ["d"] };

test("a change stands on its own question while the answer is what it made", () => {
  expect(standingChange(change, 3, ["d"])).toBe(change);
  expect(standingChange(change, 4, ["d"])).toBeNull();
  expect(standingChange(change, 3, ["a"])).toBeNull();
  expect(standingChange(null, 3, [])).toBeNull();
});

test("any number of presses of the undo key leaves one of the two answers, and the change stands", () => {
  const choice = fc.subarray(["a", "b", "c", "d", "e"]);
  fc.assert(
    fc.property(choice, choice, fc.nat(9), (before, after, presses) => {
      let now: AnswerChange = { position: 1, before, after };
      for (let press = 0; press < presses; press += 1) now = reversed(now);
      expect(now.after).toEqual(presses % 2 === 0 ? after : before);
      expect(standingChange(now, 1, now.after)).toBe(now);
    }),
  );
});
