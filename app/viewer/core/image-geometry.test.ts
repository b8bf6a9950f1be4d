import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitScale, panned, pixelAspect, snappedPan, zoomed, type Area, type ImageShape, type View } from "./image-geometry.ts";

const square: ImageShape = { rows: 256, columns: 256, pixelSpacing: null };
const shape = fc.record({
  rows: fc.integer({ min: 16, max: 1024 }),
  columns: fc.integer({ min: 16, max: 1024 }),
  pixelSpacing: fc.option(fc.record({ row: fc.double({ min: 0.3, max: 9, noNaN: true }), column: fc.double({ min: 0.3, max: 9, noNaN: true }) })),
});
const area = fc.record({ width: fc.integer({ min: 50, max: 3000 }), height: fc.integer({ min: 50, max: 2000 }) });
const fitted: View = { zoom: 1, pan: { x: 0, y: 0 } };

/** Where on the screen (from the middle) an image point lies. */
function onScreen(point: { x: number; y: number }, view: View, of: ImageShape, within: Area) {
  const scale = fitScale(of, within) * view.zoom;
  const aspect = pixelAspect(of);
  return { x: (point.x - of.columns / 2 + view.pan.x) * scale * aspect.x, y: (point.y - of.rows / 2 + view.pan.y) * scale * aspect.y };
}

describe("fitting", () => {
  it("uses the smaller of width and height", () => expect(fitScale(square, { width: 512, height: 1000 })).toBe(2));

  it("draws pixels of 2 x 1 mm twice as high as wide", () => {
    expect(pixelAspect({ ...square, pixelSpacing: { row: 2, column: 1 } })).toEqual({ x: 1, y: 2 });
    expect(fitScale({ rows: 128, columns: 256, pixelSpacing: { row: 2, column: 1 } }, { width: 256, height: 256 })).toBe(1);
  });

  it("keeps the whole image inside, touching one edge", () => {
    fc.assert(
      fc.property(shape, area, (of, within) => {
        const aspect = pixelAspect(of);
        const scale = fitScale(of, within);
        const share = Math.max((of.columns * aspect.x * scale) / within.width, (of.rows * aspect.y * scale) / within.height);
        expect(share).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("zooming", () => {
  it("keeps the image point under the pointer where it is", () => {
    fc.assert(
      fc.property(shape, area, fc.double({ min: 1.05, max: 8, noNaN: true }), fc.double({ min: -0.45, max: 0.45, noNaN: true }), fc.double({ min: -0.45, max: 0.45, noNaN: true }), (of, within, factor, u, v) => {
        const point = { x: of.columns * (0.5 + u), y: of.rows * (0.5 + v) };
        const before = onScreen(point, fitted, of, within);
        const after = onScreen(point, zoomed(fitted, factor, before, of, within), of, within);
        expect(after.x).toBeCloseTo(before.x, 5);
        expect(after.y).toBeCloseTo(before.y, 5);
      }),
    );
  });

  it("ends at 16 times and at a quarter", () => {
    const within = { width: 500, height: 500 };
    expect(zoomed(fitted, 1000, { x: 0, y: 0 }, square, within).zoom).toBe(16);
    expect(zoomed(fitted, 0.001, { x: 0, y: 0 }, square, within).zoom).toBe(0.25);
  });
});

describe("moving", () => {
  it("follows the hand pixel by pixel", () => {
    const within = { width: 512, height: 512 };
    const moved = panned({ zoom: 2, pan: { x: 0, y: 0 } }, { x: 40, y: -20 }, square, within);
    expect(onScreen({ x: 128, y: 128 }, moved, square, within)).toEqual({ x: 40, y: -20 });
  });

  it("cannot lose the image, however far it is thrown", () => {
    fc.assert(
      fc.property(shape, area, fc.integer({ min: -1e5, max: 1e5 }), fc.integer({ min: -1e5, max: 1e5 }), (of, within, x, y) => {
        const { pan } = panned(fitted, { x, y }, of, within);
        expect(Math.abs(pan.x)).toBeLessThanOrEqual(of.columns / 2);
        expect(Math.abs(pan.y)).toBeLessThanOrEqual(of.rows / 2);
      }),
    );
  });

  it("puts the image on whole screen pixels by moving it less than one", () => {
    fc.assert(
      fc.property(shape, area, fc.double({ min: -8, max: 8, noNaN: true }), (of, within, pan) => {
        const scale = fitScale(of, within);
        const view = { zoom: 1, pan: { x: pan, y: -pan } };
        const snapped = snappedPan(view, scale, of, within);
        const left = within.width / 2 + (snapped.x - of.columns / 2) * scale * pixelAspect(of).x;
        expect(Math.abs(left - Math.round(left))).toBeLessThan(1e-6);
        expect(Math.abs(snapped.x - view.pan.x) * scale * pixelAspect(of).x).toBeLessThanOrEqual(0.5 + 1e-9);
      }),
    );
  });
});

it("does nothing on an area without size", () => {
  const nothing = { width: 0, height: 0 };
  expect(panned(fitted, { x: 10, y: 10 }, square, nothing)).toEqual(fitted);
  expect(zoomed(fitted, 2, { x: 10, y: 10 }, square, nothing).pan).toEqual({ x: 0, y: 0 });
});
