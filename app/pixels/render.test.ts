import { describe, expect, it } from "vitest";
import { renderFrame } from "./render.ts";
import { displayValue, identityWindow } from "./voi.ts";

describe("renderFrame", () => {
  const study = {
    rescale: { slope: 0.5, intercept: -10, unit: null },
    windows: [{ center: 0, width: 40, shape: "LINEAR" as const }],
    inverted: false,
  };

  it("shows each pixel through rescale and the study's first window", () => {
    const values = Int16Array.of(-300, -5, 0, 20, 33, 300);
    const expected = [...values].map((value) => displayValue(value * 0.5 - 10, study.windows[0] ?? identityWindow));
    expect([...renderFrame(values, study)]).toEqual(expected);
  });

  it("takes another window and inversion", () => {
    const shown = renderFrame(Int16Array.of(0, 40), { ...study, inverted: true }, { center: 0, width: 20, shape: "LINEAR_EXACT" });
    expect([...shown]).toEqual([255, 0]);
  });

  it("leaves colour as it is", () => {
    const rgb = Uint8Array.of(0, 127, 255, 3, 4, 5);
    expect(renderFrame(rgb, { rescale: { slope: 1, intercept: 0, unit: null }, windows: [identityWindow], inverted: false })).toEqual(rgb);
  });
});
