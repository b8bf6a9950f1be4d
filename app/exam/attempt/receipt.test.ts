import { expect, test } from "vitest";
import { closingEntry } from "./receipt.ts";

test("is the last entry that closed the attempt, whatever arrived afterwards", () => {
  const entry = (number: number, kind: "started" | "timed-out" | "reopened" | "submitted" | "operation-late") => ({ number, kind, hash: `h${number}` });
  expect(closingEntry([entry(1, "started")])).toBeNull();
  expect(closingEntry([entry(1, "started"), entry(2, "timed-out"), entry(3, "reopened"), entry(4, "submitted"), entry(5, "operation-late")])).toEqual({ number: 4, hash: "h4" });
});
