import fc from "fast-check";
import { expect, test } from "vitest";
import { displayTestOf, UNTESTED } from "./display-test.ts";
import { SQUARE_ANSWERS } from "./protocol.ts";

test("reads back what was said of each square", () => {
  const said = fc.constantFrom(...SQUARE_ANSWERS, null);
  fc.assert(
    fc.property(said, said, (dark, bright) => {
      expect(displayTestOf({ dark, bright })).toEqual({ dark, bright });
    }),
  );
});

test("makes of anything else that is kept a test that can be sent", () => {
  expect(displayTestOf(undefined)).toEqual(UNTESTED);
  expect(displayTestOf({ dark: "seen", bright: "perhaps", third: 1 })).toEqual({ dark: "seen", bright: null });
  fc.assert(fc.property(fc.anything(), (kept) => Object.values(displayTestOf(kept)).every((answer) => answer === null || SQUARE_ANSWERS.includes(answer))));
});
