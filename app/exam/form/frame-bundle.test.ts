import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bundleFrom, bundleHead, framesOfRange, MAX_BUNDLE_BYTES, MAX_BUNDLE_FRAMES, splitBundle } from "./frame-bundle.ts";

const files = (count: number, bytes = 1_000) => Array.from({ length: count }, (_, index) => ({ hash: `f${index + 1}`, bytes }));

describe("the range of a bundle", () => {
  it("names frames by their index, both ends included", () => {
    const found = framesOfRange(files(40), "2", "33");
    expect(found).toMatchObject({ ok: true, first: 2 });
    expect(found.ok && found.frames.map(({ hash }) => hash)).toEqual(files(33).slice(1).map(({ hash }) => hash));
    expect(framesOfRange(files(3), "3", "3")).toMatchObject({ ok: true, first: 3, frames: [{ hash: "f3" }] });
  });

  it.each([
    [undefined, "1"], ["1", undefined], ["0", "1"], ["2", "1"], ["-1", "1"], ["1", "33"], ["1", "1e1"], ["1.5", "2"], ["01", "2"], [" 1", "2"], ["1", "9007199254740993"],
    ["1", "NaN"], [["1"], "2"], [{ a: "1" }, "2"], ["1", "١"], ["", ""], [1, 2],
  ])("from %o to %o is malformed", (from, to) => {
    expect(framesOfRange(files(40), from, to)).toEqual({ ok: false, reason: "malformed" });
  });

  it("beyond the form there is no frame, and a bundle has a greatest size", () => {
    expect(framesOfRange(files(3), "3", "4")).toEqual({ ok: false, reason: "unknown-frame" });
    expect(framesOfRange([], "1", "1")).toEqual({ ok: false, reason: "unknown-frame" });
    const half = files(3, MAX_BUNDLE_BYTES / 2);
    expect(framesOfRange(half, "1", "2").ok).toBe(true);
    expect(framesOfRange(half, "1", "3")).toEqual({ ok: false, reason: "malformed" });
  });
});

describe("what a page asks for at once", () => {
  it("is always a range the server gives, or one frame alone, and holds only wanted frames", () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: MAX_BUNDLE_BYTES / 4, max: MAX_BUNDLE_BYTES * 2 }));
    const form = fc.array(fc.record({ bytes: size, wanted: fc.boolean() }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(form, fc.nat(), (rows, seed) => {
        const frames = rows.map((row, index) => ({ ...row, hash: `f${index + 1}` }));
        const start = seed % frames.length;
        const bundle = bundleFrom(frames, start, ({ wanted }) => wanted);
        expect(bundle).toEqual(frames.slice(start, start + bundle.length));
        expect(bundle.every(({ wanted }) => wanted)).toBe(true);
        if (bundle.length > 1) expect(framesOfRange(frames, String(start + 1), String(start + bundle.length)).ok).toBe(true);
        const next = frames[start + bundle.length];
        const bytes = [...bundle, ...(next ? [next] : [])].reduce((sum, frame) => sum + frame.bytes, 0);
        if (next?.wanted && bundle.length < MAX_BUNDLE_FRAMES) expect(bundle.length === 0 || bytes > MAX_BUNDLE_BYTES).toBe(true);
      }),
    );
  });
});

describe("the bytes of a bundle", () => {
  const joinBundle = (given: Uint8Array[]) => new Uint8Array(given.flatMap((part) => [...bundleHead(part.length), ...part]));
  const parts = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 });

  it("come apart as they were put together", () => {
    fc.assert(
      fc.property(parts, (given) => {
        const apart = splitBundle(joinBundle(given), given.map(({ length }) => length));
        expect(apart?.map((part) => [...part])).toEqual(given.map((part) => [...part]));
      }),
    );
  });

  it("are refused whole when cut, longer, or of other lengths", () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: -50, max: 50 }).filter((by) => by !== 0), (given, by) => {
        const joined = joinBundle(given);
        const lengths = given.map(({ length }) => length);
        const other = new Uint8Array(Math.max(0, joined.length + by));
        other.set(joined.subarray(0, other.length));
        if (other.length !== joined.length) expect(splitBundle(other, lengths)).toBeNull();
        if (given.length > 1 && lengths[0] !== lengths[1]) expect(splitBundle(joined, [lengths[1]!, lengths[0]!, ...lengths.slice(2)])).toBeNull();
      }),
    );
  });
});
