import { expect, test } from "vitest";
import { GRACE_MS, IDLE_AFTER_MS, isIdle, msUntilIdle, WARN_BEFORE_MS } from "./idle-time.ts";

test("half an hour after the last act the page asks, and a minute later the server refuses", () => {
  expect([IDLE_AFTER_MS, WARN_BEFORE_MS]).toEqual([1_800_000, 120_000]);
  expect([msUntilIdle(1_000, 1_000), msUntilIdle(1_000, 1_800_999), msUntilIdle(1_000, 1_801_000), msUntilIdle(1_000, 9_000_000)]).toEqual([1_800_000, 1, 0, 0]);
  expect([isIdle(1_000, 1_801_000), isIdle(1_000, 1_000 + IDLE_AFTER_MS + GRACE_MS - 1), isIdle(1_000, 1_000 + IDLE_AFTER_MS + GRACE_MS)]).toEqual([false, false, true]);
});
