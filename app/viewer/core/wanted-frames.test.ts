import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StudyManifest } from "#app/pixels/study.ts";
import { decodedBytes, framesWanted } from "./wanted-frames.ts";

function study(name: string, slices: number, phases: number): StudyManifest {
  const frames = Array.from({ length: slices * phases }, (_, index) => ({ hash: `${name}${Math.floor(index / phases)}.${index % phases}`, bytes: 1, slice: Math.floor(index / phases), phase: index % phases, minimum: 0, maximum: 1 }));
  return {
    version: 1, kind: "cine", rows: 10, columns: 10, samplesPerPixel: 1, storage: "uint8", bitsStored: 8, inverted: false,
    rescale: { slope: 1, intercept: 0, unit: null }, windows: [{ center: 1, width: 1, shape: "LINEAR" }], padding: null, pixelSpacing: null,
    slices, phases, frameTimeMs: 40, frameTimeSource: "assumed", encoding: "delta-planes-deflate", frames,
  };
}
const names = (wanted: { hash: string }[]) => wanted.map(({ hash }) => hash);

describe("the order of loading", () => {
  it("is the visible frames, the visible cines in turn, and only then the next question", () => {
    const wanted = framesWanted([{ manifest: study("a", 1, 3), slice: 0, phase: 1 }, { manifest: study("b", 1, 2), slice: 0, phase: 0 }], [study("c", 1, 2)], 1e9);
    expect(names(wanted)).toEqual(["a0.1", "b0.0", "a0.2", "b0.1", "a0.0", "c0.0", "c0.1"]);
  });

  it("takes the whole cine of the slice before the neighbours, near before far", () => {
    const wanted = framesWanted([{ manifest: study("a", 4, 2), slice: 1, phase: 0 }], [], 1e9);
    expect(names(wanted)).toEqual(["a1.0", "a1.1", "a0.0", "a0.1", "a2.0", "a2.1", "a3.0", "a3.1"]);
  });

  it("asks for no frame twice and for no more than fits, the visible ones first", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 60 }), (slices, phases, room) => {
        const manifest = study("a", slices, phases);
        const wanted = framesWanted([{ manifest, slice: 0, phase: 0 }, { manifest, slice: slices - 1, phase: 0 }], [manifest], room * 100);
        expect(new Set(names(wanted)).size).toBe(wanted.length);
        expect(wanted.length).toBe(Math.min(room, slices * phases));
        expect(names(wanted)[0]).toBe("a0.0");
      }),
    );
  });

  it("counts the bytes that decoded frames take", () => {
    expect(decodedBytes(study("a", 1, 1))).toBe(100);
    expect(decodedBytes({ ...study("a", 1, 1), storage: "int16" })).toBe(200);
    expect(decodedBytes({ ...study("a", 1, 1), samplesPerPixel: 3 })).toBe(400);
  });
});
