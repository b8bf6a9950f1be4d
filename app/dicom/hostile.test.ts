import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascii, changed, elementBytes, handmadeFile, header, joined, smallImage, uint32 } from "./handmade-file.ts";
import { limits } from "./limits.ts";
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

/** Reads a file as an import does; fails the test on a throw. */
async function read(bytes: Uint8Array) {
  const { files } = await readSeries([{ name: "hostile", bytes: () => bytes }]);
  return files[0];
}

/** Time of the processor, not of the clock on the wall: other programs do not count. */
async function readAll(files: Uint8Array[]) {
  const begun = process.cpuUsage();
  const reports = [];
  for (const bytes of files) reports.push(await read(bytes));
  const { user, system } = process.cpuUsage(begun);
  return { reports, cpuMs: (user + system) / 1000 };
}

/**
 * Reads hostile versions of the image. Together they may cost a few times what as many whole images cost: one of them that
 * made the reader work for a second would be hundreds of images.
 */
async function readNoDearer(files: Uint8Array[]) {
  const whole = await readAll(files.map(() => image));
  const { reports, cpuMs } = await readAll(files);
  expect(cpuMs).toBeLessThan(10 * whole.cpuMs);
  return reports;
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
    expect(await read(image)).toMatchObject({ ok: true });
  });

  it("is refused wherever it is cut off", async () => {
    const random = seeded(1);
    const cuts = Array.from({ length: 50 }, () => Math.floor(random() * image.length));
    const reports = await readNoDearer(cuts.map((cut) => image.slice(0, cut)));
    expect(cuts.filter((_, i) => reports[i]?.ok !== false)).toEqual([]);
  });

  it("never breaks the reader when bytes are flipped", async () => {
    const random = seeded(2);
    const headerBytes = image.length - 2048;
    const mutants = Array.from({ length: 200 }, () => {
      const mutated = image.slice();
      for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips--) mutated[132 + Math.floor(random() * (headerBytes - 132))] = Math.floor(random() * 256);
      return mutated;
    });
    const reports = await readNoDearer(mutants);
    for (const report of reports) expect(report?.ok === true || /^[A-Z0-9].*\.$/.test(report?.why ?? "")).toBe(true);
    expect(reports.filter((report) => !report?.ok).length).toBeGreaterThan(100);
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

  // What follows the element too many is no DICOM: the answer tells that it was not read.
  it.each([
    ["of known length", false],
    ["of undefined length", true],
  ])("is refused for a tower of 60,000 sequences %s at the first that is too deep", async (_name, undefinedLengths) => {
    const start = handmadeFile(changed(smallImage, [[0x7fe00010, null]]).slice(0, 1));
    const levelBytes = tower(1, undefinedLengths).length;
    const rubbishAbove = (depth: number) => joined([start, tower(60_000, undefinedLengths).fill(0xff, depth * levelBytes)]);
    expect(await read(joined([start, tower(60_000, undefinedLengths)]))).toMatchObject({ ok: false, reason: "nested-too-deeply" });
    expect(await read(rubbishAbove(limits.sequenceDepth + 1))).toMatchObject({ ok: false, reason: "nested-too-deeply" });
    expect(await read(rubbishAbove(limits.sequenceDepth))).toMatchObject({ ok: false, reason: "damaged-element" });
  });

  it("may nest 60 deep", () => {
    const file = joined([handmadeFile(changed(smallImage, [[0x7fe00010, null]]).slice(0, 1)), tower(60, false), handmadeFile(smallImage.slice(1)).subarray(handmadeFile([]).length)]);
    expect(parseFile(file).ok).toBe(true);
  });

  it("is refused for an element that claims 4 GB", async () => {
    const start = handmadeFile(smallImage.slice(0, -1));
    const claim = joined([header(0x7fe00010), ascii("OW"), Uint8Array.of(0, 0), uint32(0xfffffffe), Uint8Array.of(1, 2, 3, 4)]);
    expect(await read(joined([start, claim]))).toMatchObject({ ok: false, reason: "lying-length" });
  });

  it("is refused for a sequence item that is longer than its sequence", async () => {
    const item = joined([header(0xfffee000), uint32(100), new Uint8Array(100)]);
    const sequence = joined([header(0x00081140), ascii("SQ"), Uint8Array.of(0, 0), uint32(50), item]);
    expect(await read(joined([handmadeFile([]), sequence]))).toMatchObject({ ok: false, reason: "lying-length" });
  });

  it("is refused for a million empty elements at the first that is too many", async () => {
    const one = elementBytes([0x00091001, "LO", ""], false);
    const many = new Uint8Array(one.length * 1_100_000);
    for (let i = 0; i < many.length; i += one.length) many.set(one, i);
    // The transfer syntax is the first element.
    const rubbishAfter = (elements: number) => joined([handmadeFile([]), many.slice().fill(0xff, (elements - 1) * one.length)]);
    expect(await read(joined([handmadeFile([]), many]))).toMatchObject({ ok: false, reason: "too-many-elements" });
    expect(await read(rubbishAfter(limits.elements))).toMatchObject({ ok: false, reason: "too-many-elements" });
    expect(await read(rubbishAfter(limits.elements - 1))).toMatchObject({ ok: false, reason: "damaged-element" });
  });

  it("may end in zeros after its pixels, as careless writers leave them", () => {
    expect(parseFile(joined([image, new Uint8Array(512)])).ok).toBe(true);
    expect(parseFile(joined([image, new Uint8Array(3)])).ok).toBe(true);
  });
});
