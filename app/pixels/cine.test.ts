import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameAt } from "./cine.ts";

describe("frameAt", () => {
  it("skips frames that are late and starts again after the last", () => {
    expect([0, 39, 40, 100, 999, 1000, 1040].map((elapsed) => frameAt(elapsed, 40, 25))).toEqual([0, 0, 1, 2, 24, 0, 1]);
  });

  it("changes exactly on the beat, also for 69.47 ms", () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), fc.constantFrom(69.47, 40, 33.3, 1000 / 30), fc.integer({ min: 1, max: 60 }), (beats, frameTimeMs, frames) => {
        expect(frameAt(beats * frameTimeMs, frameTimeMs, frames)).toBe(((beats % frames) + frames) % frames);
      }),
    );
  });

  it("shows the first frame when it is asked for nonsense", () => {
    expect([frameAt(10, 0, 5), frameAt(10, 40, 0), frameAt(Number.NaN, 40, 5)]).toEqual([0, 0, 0]);
  });
});
