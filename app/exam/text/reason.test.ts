import { expect, test } from "vitest";
import { faultInReason, MAX_REASON_LENGTH } from "./reason.ts";

test("a reason is not empty and has at most 500 characters, spaces around it aside", () => {
  for (const empty of ["", " ", "\n\t "]) expect(faultInReason(empty)).toBe("reason-needed");
  expect(faultInReason(` ${"x".repeat(MAX_REASON_LENGTH)} `)).toBeNull();
  expect(faultInReason("x".repeat(MAX_REASON_LENGTH + 1))).toBe("reason-too-long");
});
