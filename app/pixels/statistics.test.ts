import { describe, expect, it } from "vitest";
import { extremes } from "./statistics.ts";

describe("extremes", () => {
  it("gives the smallest and largest value of all frames", () => {
    expect(extremes([Int16Array.of(3, -7), Int16Array.of(12, 0)], null)).toEqual({ minimum: -7, maximum: 12 });
  });

  it("leaves padding out, which would stretch the window to near-flat grey", () => {
    expect(extremes([Int16Array.of(-32768, 10, 20, -32768)], -32768)).toEqual({ minimum: 10, maximum: 20 });
  });

  it("falls back to the padding value where there is nothing else", () => {
    expect(extremes([Uint16Array.of(5, 5)], 5)).toEqual({ minimum: 5, maximum: 5 });
    expect(extremes([], null)).toEqual({ minimum: 0, maximum: 0 });
  });
});
