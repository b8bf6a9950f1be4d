import { expect, it } from "vitest";
import { isShared } from "./linked-panels.ts";

it("shares time and slice, and leaves each panel its grey scale, size and place", () => {
  expect(isShared({ kind: "step", by: 1 })).toBe(true);
  expect(isShared({ kind: "play-pause" })).toBe(true);
  expect(isShared({ kind: "zoom", factor: 2, at: null })).toBe(false);
  expect(isShared({ kind: "window", shift: 0, stretch: 2 })).toBe(false);
});
