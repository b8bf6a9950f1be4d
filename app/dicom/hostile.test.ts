import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascii, changed, elementBytes, handmadeFile, header, joined, smallImage, uint32 } from "./handmade-file.ts";
import { parseFile } from "./parse-file.ts";
import { readSeries } from "./read-series.ts";
import { writeMrImage } from "./write-dicom.ts";

const image = writeMrImage({
  rows: 32,
  columns: 32,
  frames: [Array.from({ length: 1024 }, (_, index) => index % 4096)],
  bitsStored: 12,
  signed: false,
  seriesInstanceUid: "2.25.99",
  instanceNumber: 1,
  position: [0, 0, 0],
  orientation: [1, 0, 0, 0, 1, 0],
  spacing: { row: 1, column: 1 },
});

/** Reads a file as an import does; fails the test on a throw or after a second. */
async function readQuickly(bytes: Uint8Array) {
  const started = performance.now();
  const { files } = await readSeries([{ name: "hostile", bytes: () => bytes }]);
  expect(performance.now() - started).toBeLessThan(1000);
  return files[0];
}

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function tower(depth: number, undefinedLengths: boolean): Uint8Array {
  const sequence = joined([header(0x00081140), ascii("SQ"), Uint8Array.of(0, 0)]);
  if (undefinedLengths) {
    const level = joined([sequence, uint32(0xffffffff), header(0xfffee000), uint32(0xffffffff)]);
    const bytes = new Uint8Array(level.length * depth);
    for (let i = 0; i < depth; i++) bytes.set(level, i * level.length);
    return bytes;
  }
  const level = 20;
  const bytes = new Uint8Array(level * depth);
  for (let i = 0; i < depth; i++) {
    const inside = (depth - i - 1) * level;
    bytes.set(joined([sequence, uint32(inside + 8), header(0xfffee000), uint32(inside)]), i * level);
  }
  return bytes;
}

describe("a hostile file", () => {
  it("is whole to begin with", async () => {
    expect(await readQuickly(image)).toMatchObject({ ok: true });
  });

  it("is refused wherever it is cut off", async () => {
    const random = seeded(1);
    for (let i = 0; i < 50; i++) {
      const cut = Math.floor(random() * image.length);
      expect([cut, (await readQuickly(image.slice(0, cut)))?.ok]).toEqual([cut, false]);
    }
  });

  it("never breaks the reader when bytes are flipped", async () => {
    const random = seeded(2);
    const headerBytes = image.length - 2048;
    let refused = 0;
    for (let i = 0; i < 200; i++) {
      const mutated = image.slice();
      for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips--) mutated[132 + Math.floor(random() * (headerBytes - 132))] = Math.floor(random() * 256);
      const report = await readQuickly(mutated);
      expect(report?.ok === true || /^[A-Z0-9].*\.$/.test(report?.why ?? "")).toBe(true);
      if (!report?.ok) refused++;
    }
    expect(refused).toBeGreaterThan(100);
  });

  it("never makes parseFile throw, whatever follows the mark", () => {
    const start = handmadeFile([]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (rest) => {
        expect(parseFile(joined([start, rest])).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["of known length", false],
    ["of undefined length", true],
  ])("is refused for a tower of 60,000 sequences %s", async (_name, undefinedLengths) => {
    const start = handmadeFile(changed(smallImage, [[0x7fe00010, null]]).slice(0, 1));
    const report = await readQuickly(joined([start, tower(60_000, undefinedLengths)]));
    expect(report).toMatchObject({ ok: false, reason: "nested-too-deeply" });
  });

  it("may nest 60 deep", () => {
    const file = joined([handmadeFile(changed(smallImage, [[0x7fe00010, null]]).slice(0, 1)), tower(60, false), handmadeFile(smallImage.slice(1)).subarray(handmadeFile([]).length)]);
    expect(parseFile(file).ok).toBe(true);
  });

  it("is refused for an element that claims 4 GB", async () => {
    const start = handmadeFile(smallImage.slice(0, -1));
    const claim = joined([header(0x7fe00010), ascii("OW"), Uint8Array.of(0, 0), uint32(0xfffffffe), Uint8Array.of(1, 2, 3, 4)]);
    expect(await readQuickly(joined([start, claim]))).toMatchObject({ ok: false, reason: "lying-length" });
  });

  it("is refused for a sequence item that is longer than its sequence", async () => {
    const item = joined([header(0xfffee000), uint32(100), new Uint8Array(100)]);
    const sequence = joined([header(0x00081140), ascii("SQ"), Uint8Array.of(0, 0), uint32(50), item]);
    expect(await readQuickly(joined([handmadeFile([]), sequence]))).toMatchObject({ ok: false, reason: "lying-length" });
  });

  it("is refused for a million empty elements", async () => {
    const one = elementBytes([0x00091001, "LO", ""], false);
    const many = new Uint8Array(one.length * 1_100_000);
    for (let i = 0; i < many.length; i += one.length) many.set(one, i);
    expect(await readQuickly(joined([handmadeFile([]), many]))).toMatchObject({ ok: false, reason: "too-many-elements" });
  });

  it("may end in zeros after its pixels, as careless writers leave them", () => {
    expect(parseFile(joined([image, new Uint8Array(512)])).ok).toBe(true);
    expect(parseFile(joined([image, new Uint8Array(3)])).ok).toBe(true);
  });
});
