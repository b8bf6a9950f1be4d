import { expect, test } from "vitest";
import { secondsToStart, startWindow } from "./start-window.ts";

test("before, in and after the window, to the second", () => {
  const at = (second: number | null) => startWindow(second, 100_000, 200_000);
  expect(at(99)).toEqual({ kind: "too-early", secondsLeft: 1 });
  expect(at(100)).toEqual({ kind: "open", secondsLeft: 100 });
  expect(at(200)).toEqual({ kind: "open", secondsLeft: 0 });
  expect(at(201)).toEqual({ kind: "over" });
  expect(at(null)).toEqual({ kind: "open", secondsLeft: null });
  expect(startWindow(500, 100_000, null)).toEqual({ kind: "open", secondsLeft: null });
});

test("the last hour to start is counted down, and nothing else", () => {
  const left = (second: number, lastStartAtMs: number | null = 10_000_000) => secondsToStart(startWindow(second, 100_000, lastStartAtMs));
  expect([left(50), left(6_400), left(6_401), left(10_000), left(10_001), left(500, null)]).toEqual([null, null, 3_599, 0, null, null]);
});
