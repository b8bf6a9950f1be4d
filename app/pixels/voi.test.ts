import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VoiWindow } from "./study.ts";
import { displayTable, displayValue, identityWindow, windowForRasteriser, windowOfExtremes } from "./voi.ts";

/** The formula of cornerstone-core, clamped and rounded as a canvas does. */
function rasterised(value: number, { center, width }: { center: number; width: number }): number {
  return Uint8ClampedArray.of(((value - center) / width + 0.5) * 255)[0] ?? Number.NaN;
}

const windows = fc.record({ center: fc.integer({ min: -3000, max: 3000 }), width: fc.integer({ min: 1, max: 8000 }) });
const values = fc.integer({ min: -32768, max: 65535 });

describe("displayValue", () => {
  // The notes under the formulas of PS3.3 C.11.2.1.2.1 and C.11.2.1.3.2 work these windows out.
  it.each([
    ["LINEAR", 2048, 4096, [[-1, 0], [0, 0], [2047.5, 128], [4095, 255], [4096, 255]]],
    ["LINEAR", 2048, 1, [[2047, 0], [2047.5, 0], [2048, 255]]],
    ["LINEAR", 0, 100, [[-50, 0], [-0.5, 128], [0, 129], [49, 255], [50, 255]]],
    ["LINEAR", 0, 1, [[-1, 0], [-0.5, 0], [0, 255]]],
    ["LINEAR_EXACT", 2048, 4096, [[0, 0], [2048, 128], [4096, 255], [4097, 255]]],
    ["LINEAR_EXACT", 2048, 1, [[2047, 0], [2047.5, 0], [2048, 128], [2048.5, 255], [2049, 255]]],
    ["LINEAR_EXACT", 0, 100, [[-50, 0], [0, 128], [50, 255]]],
    ["LINEAR_EXACT", 0, 1, [[-0.5, 0], [0, 128], [0.5, 255]]],
    ["SIGMOID", 100, 50, [[100, 128], [112.5, 186], [87.5, 69], [10_000, 255], [-10_000, 0]]],
  ] as [VoiWindow["shape"], number, number, [number, number][]][])("%s with centre %d and width %d agrees with PS3.3", (shape, center, width, cases) => {
    for (const [value, shown] of cases) expect([value, displayValue(value, { center, width, shape })]).toEqual([value, shown]);
  });

  it("takes the exact formula for a LINEAR width below 1", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.999, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }), (width, value) => {
        expect(displayValue(value, { center: 0, width, shape: "LINEAR" })).toBe(displayValue(value, { center: 0, width, shape: "LINEAR_EXACT" }));
      }),
    );
  });

  it("never falls as the value rises and stays within 0 to 255", () => {
    fc.assert(
      fc.property(windows, fc.constantFrom("LINEAR", "LINEAR_EXACT", "SIGMOID"), values, fc.nat(500), (window, shape, value, step) => {
        const low = displayValue(value, { ...window, shape });
        const high = displayValue(value + step, { ...window, shape });
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(255);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });

  it("is a threshold where the width is 0", () => {
    expect(displayValue(5, { center: 5, width: 0, shape: "LINEAR" })).toBe(0);
    expect(displayValue(5.1, { center: 5, width: 0, shape: "LINEAR_EXACT" })).toBe(255);
  });
});

describe("windowForRasteriser", () => {
  it("makes the plain formula show LINEAR to the level, within one for a half", () => {
    fc.assert(
      fc.property(windows, values, (window, value) => {
        const linear = { ...window, shape: "LINEAR" as const };
        const plain = windowForRasteriser(linear);
        expect(plain).not.toBeNull();
        if (!plain) return;
        const exact = ((value - plain.center) / plain.width + 0.5) * 255;
        const half = Math.abs(exact - Math.floor(exact) - 0.5) < 1e-6;
        expect(Math.abs(rasterised(value, plain) - displayValue(value, linear))).toBeLessThanOrEqual(half ? 1 : 0);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps a window of width 1 a threshold", () => {
    const plain = windowForRasteriser({ center: 600.5, width: 1, shape: "LINEAR" });
    expect(plain).not.toBeNull();
    if (plain) expect([599, 600, 601].map((value) => rasterised(value, plain))).toEqual([0, 0, 255]);
  });

  it("leaves exact windows and widths below 1 as they are", () => {
    expect(windowForRasteriser({ center: 10, width: 20, shape: "LINEAR_EXACT" })).toEqual({ center: 10, width: 20 });
    expect(windowForRasteriser({ center: 0.4, width: 0.8, shape: "LINEAR" })).toEqual({ center: 0.4, width: 0.8 });
  });

  it("has no answer for SIGMOID", () => {
    expect(windowForRasteriser({ center: 10, width: 20, shape: "SIGMOID" })).toBeNull();
  });
});

describe("windowOfExtremes", () => {
  it("shows the smallest value black and the largest white", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 4095 }), fc.constantFrom(1, 2, 0.0732, 0.0005, -1), (minimum, range, slope) => {
        const rescale = { slope, intercept: -3 };
        const window = windowOfExtremes({ minimum, maximum: minimum + range }, rescale);
        const shown = [minimum, minimum + range].map((value) => displayValue(value * slope - 3, window));
        expect(shown.toSorted((a, b) => a - b)).toEqual([0, 255]);
      }),
    );
  });

  it("makes a window of a constant image too", () => {
    expect(windowOfExtremes({ minimum: 7, maximum: 7 }, { slope: 1, intercept: 0 }).width).toBe(1);
  });
});

describe("displayTable", () => {
  it("holds one display value per stored value, rescaled and inverted", () => {
    const view = { window: { center: 0, width: 100, shape: "LINEAR_EXACT" } as const, rescale: { slope: 50, intercept: 0 }, inverted: false };
    expect([...displayTable({ minimum: -1, maximum: 1 }, view)]).toEqual([0, 128, 255]);
    expect([...displayTable({ minimum: -1, maximum: 1 }, { ...view, inverted: true })]).toEqual([255, 127, 0]);
  });

  it("shows 8 bit colour unchanged through the identity window", () => {
    const table = displayTable({ minimum: 0, maximum: 255 }, { window: identityWindow, rescale: { slope: 1, intercept: 0 }, inverted: false });
    expect([...table]).toEqual(Array.from({ length: 256 }, (_, value) => value));
  });
});
