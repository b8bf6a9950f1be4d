import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeFrame } from "#app/pixels/frame-codec.ts";
import { renderFrame } from "#app/pixels/render.ts";
import type { StoredValues } from "#app/pixels/stored-value.ts";
import { type EncodedStudy, encodeStudy } from "./encode-study.ts";
import { parseFile } from "./parse-file.ts";
import { readSeries } from "./read-series.ts";
import type { ReadResult, Series } from "./series.ts";

const root = resolve(process.env.CMR_SHARED ?? "../shared", "dicom");
const dataMissing = !existsSync(root);
const toolsMissing = spawnSync("dcmdump", ["--version"]).error !== undefined || spawnSync("dcm2pnm", ["--version"]).error !== undefined;

async function inspect(path: string): Promise<ReadResult> {
  const names = path.endsWith(".dcm") ? [path] : readdirSync(join(root, path)).filter((name) => name.endsWith(".dcm")).map((name) => join(path, name));
  return readSeries(names.map((name) => ({ name, bytes: () => readFileSync(join(root, name)) })));
}

async function oneSeries(path: string): Promise<Series> {
  const { series } = await inspect(path);
  expect(series).toHaveLength(1);
  const [one] = series;
  if (!one) throw new Error("no series");
  return one;
}

async function valuesOf({ manifest, frames }: EncodedStudy, index: number): Promise<StoredValues> {
  return decodeFrame(frames.get(manifest.frames[index]?.hash ?? "") ?? new Uint8Array(), manifest);
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "real-files-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Pixel Data as dcmtk writes it out in raw: independent of our parser. */
function dcmtkPixels(path: string): Uint8Array {
  return inFolder((folder) => {
    expect(spawnSync("dcmdump", ["+W", folder, join(root, path)], { maxBuffer: 2 ** 28 }).status).toBe(0);
    const raw = readdirSync(folder).find((name) => name.endsWith(".raw"));
    return readFileSync(join(folder, raw ?? "missing"));
  });
}

/** The last `count` bytes of the PGM that dcmtk makes through the first window of the file. */
function dcmtkShows(path: string, count: number): Uint8Array {
  return inFolder((folder) => {
    const out = join(folder, "shown.pgm");
    expect(spawnSync("dcm2pnm", ["--no-overlays", "+Wi", "1", "+op", join(root, path), out]).status).toBe(0);
    const pgm = readFileSync(out);
    return pgm.subarray(pgm.length - count);
  });
}

describe.skipIf(dataMissing)("real files (skipped where ../shared/dicom is absent)", () => {
  it.each([
    ["scd0003701-sax", "stack", 6, 256, 6, 1, 40, "assumed"],
    ["heart-16x-cine", "cine", 16, 256, 1, 16, 69.47, "frame-time"],
    ["phantom-cmr/010-cine-sax", "stack-of-cines", 60, 160, 5, 12, 75, "trigger-time"],
    ["phantom-cmr/012-cine-enhanced", "cine", 16, 160, 1, 16, expect.any(Number), "trigger-time"],
    ["phantom-cmr/020-lge-mag", "stack", 5, 160, 5, 1, 40, "assumed"],
    ["phantom-cmr/030-perfusion", "cine", 40, 160, 1, 40, 40, "assumed"],
    ["phantom-cmr/041-t1map-colour", "still", 1, 160, 1, 1, 40, "assumed"],
    ["phantom-cmr/051-flow-phase", "cine", 20, 160, 1, 20, 45, "trigger-time"],
    ["mr-small/emri_small.dcm", "stack", 10, 64, 10, 1, 40, "assumed"],
    ["pacsman", "stack", 28, 128, 28, 1, 40, "assumed"],
  ])("reads %s as a %s of %d frames", async (path, kind, frames, rows, slices, phases, frameTimeMs, frameTimeSource) => {
    const series = await oneSeries(path);
    expect(series.frames).toHaveLength(frames);
    expect(series).toMatchObject({ kind, rows, slices, phases, frameTimeMs, frameTimeSource });
  });

  it("parts the three scouts by orientation", async () => {
    const { series } = await inspect("phantom-cmr/001-scout");
    expect(series.map(({ kind }) => kind)).toEqual(["still", "still", "still"]);
  });

  it("keeps the velocities of flow in cm/s", async () => {
    const { manifest } = await encodeStudy(await oneSeries("phantom-cmr/051-flow-phase"));
    expect(manifest).toMatchObject({ storage: "int16", bitsStored: 12, rescale: { slope: 0.0732421875, intercept: 0, unit: "cm/s" }, windows: [{ center: 0, width: 300, shape: "LINEAR" }] });
  });

  it("takes the window of the first frame where windows differ, and no spacing where there is none", async () => {
    const sax = await encodeStudy(await oneSeries("scd0003701-sax"));
    expect(sax.manifest.windows).toEqual([{ center: 181, width: 363, shape: "LINEAR" }]);
    const heart = await encodeStudy(await oneSeries("heart-16x-cine"));
    expect(heart.manifest).toMatchObject({ pixelSpacing: null, storage: "uint8", windows: [{ shape: "LINEAR" }] });
  });

  it.each([
    ["MR_small_RLE.dcm", "RLE Lossless (1.2.840.10008.1.2.5)"],
    ["MR_small_jpeg_ls_lossless.dcm", "JPEG-LS Lossless (1.2.840.10008.1.2.4.80)"],
    ["MR_small_jp2klossless.dcm", "JPEG 2000 Lossless (1.2.840.10008.1.2.4.90)"],
    ["MR_small_bigendian.dcm", "Explicit VR Big Endian (1.2.840.10008.1.2.2)"],
  ])("refuses %s by the name of its transfer syntax", (name, words) => {
    const parsed = parseFile(readFileSync(join(root, "mr-small", name)));
    expect(parsed).toMatchObject({ ok: false, reason: "transfer-syntax-not-supported", message: expect.stringContaining(words) });
  });

  describe.skipIf(toolsMissing)("compared with dcmtk (skipped where it is not installed)", () => {
    const paths = [
      "scd0003701-sax",
      "heart-16x-cine",
      "phantom-cmr/010-cine-sax",
      "phantom-cmr/012-cine-enhanced",
      "phantom-cmr/040-t1map",
      "phantom-cmr/041-t1map-colour",
      "phantom-cmr/051-flow-phase",
      "mr-small/MR_small.dcm",
      "mr-small/MR_small_implicit.dcm",
      "mr-small/MR_small_padded.dcm",
      "mr-small/emri_small.dcm",
      "pacsman",
    ];

    it.each(paths)("decodes every frame of %s to the bytes of its file", async (path) => {
      const series = await oneSeries(path);
      const study = await encodeStudy(series);
      const pixels = new Map<string, Uint8Array>();
      for (const [order, { file, index }] of series.frames.entries()) {
        const source = pixels.get(file.name) ?? dcmtkPixels(file.name);
        pixels.set(file.name, source);
        const values = await valuesOf(study, order);
        const cellMask = series.storage === "uint8" ? 0xff : 2 ** series.bitsStored - 1;
        const bytes = values.BYTES_PER_ELEMENT;
        const expected = source.subarray(index * values.length * bytes, (index + 1) * values.length * bytes);
        const actual = new Uint8Array(expected.length);
        for (const [i, value] of values.entries()) {
          actual[i * bytes] = value & cellMask;
          if (bytes === 2) actual[i * 2 + 1] = (value & cellMask) >> 8;
        }
        // Signed 12 bit values lie in the file with their sign extended or not; the stored bits decide.
        const masked = bytes === 2 ? expected.map((byte, i) => (i % 2 === 1 ? byte & (cellMask >> 8) : byte)) : expected;
        expect(Buffer.compare(actual, masked)).toBe(0);
      }
    });

    it.each([
      ["scd0003701-sax/IM-0009-0040.dcm", 1],
      ["phantom-cmr/040-t1map/s02.dcm", 1],
      ["mr-small/MR_small.dcm", 1],
      // dcmtk also cuts rescaled values to whole numbers, here cm/s of 0.85 grey levels each.
      ["phantom-cmr/051-flow-phase/p05.dcm", 2],
    ])("shows %s as dcm2pnm does, within the %d grey levels it truncates", async (path, levels) => {
      const series = await oneSeries(path);
      const study = await encodeStudy(series);
      const shown = renderFrame(await valuesOf(study, 0), study.manifest);
      const pixels = dcmtkShows(path, shown.length);
      expect(Math.max(...shown.map((value, i) => Math.abs(value - (pixels[i] ?? -999))))).toBeLessThanOrEqual(levels);
    });
  });
});
