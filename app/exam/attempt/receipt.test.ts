import { expect, test } from "vitest";
import { receiptOf } from "./receipt.ts";

const closing = { number: 7, hash: "h7" };

test("is given once the attempt is over, of the entry that closed it", () => {
  expect(receiptOf({ state: "active", closedAtMs: null, answered: 3 }, null, "2026-12-24")).toBeNull();
  expect(receiptOf({ state: "active", closedAtMs: null, answered: 3 }, closing, null)).toBeNull();
  expect(receiptOf({ state: "submitted", closedAtMs: 5, answered: 3 }, closing, "2026-12-24")).toEqual({
    chainHead: "h7",
    eventCount: 7,
    closedAtMs: 5,
    answered: 3,
    resultsExpectedOn: "2026-12-24",
  });
});
