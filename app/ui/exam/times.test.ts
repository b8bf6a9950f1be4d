import { expect, test } from "vitest";
import { spanText } from "./times.ts";

test("says lengths of time as people do", () => {
  const minutes = (count: number) => spanText(count * 60_000);
  expect([0, 1, 30, 60, 61, 90, 120, 225].map(minutes)).toEqual(["0 minutes", "1 minute", "30 minutes", "1 hour", "1 hour 1 minute", "1 hour 30 minutes", "2 hours", "3 hours 45 minutes"]);
});
