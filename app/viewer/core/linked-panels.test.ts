import { expect, it } from "vitest";
import { isShared, leadersOf } from "./linked-panels.ts";

const cine = (phases: number, slices = 1, frameTimeMs = 40) => ({ phases, slices, frameTimeMs });

it("links magnitude and phase, and what else has the same heartbeat", () => {
  expect(leadersOf([cine(25), cine(25, 1, 40.4)])).toEqual([0, 0]);
  expect(leadersOf([cine(1, 10), cine(25), cine(30), cine(25), cine(30)])).toEqual([0, 1, 2, 1, 2]);
});

it("links nothing without time, of another length, place or rate", () => {
  expect(leadersOf([cine(1, 10), cine(1, 10)])).toEqual([0, 1]);
  expect(leadersOf([cine(25), cine(24)])).toEqual([0, 1]);
  expect(leadersOf([cine(25, 2), cine(25, 3)])).toEqual([0, 1]);
  expect(leadersOf([cine(25, 1, 40), cine(25, 1, 50)])).toEqual([0, 1]);
  expect(leadersOf([])).toEqual([]);
});

it("shares time and slice, and leaves each panel its grey scale, size and place", () => {
  expect(isShared({ kind: "step", by: 1 })).toBe(true);
  expect(isShared({ kind: "play-pause" })).toBe(true);
  expect(isShared({ kind: "zoom", factor: 2, at: null })).toBe(false);
  expect(isShared({ kind: "window", shift: 0, stretch: 2 })).toBe(false);
});
