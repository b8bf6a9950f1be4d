import { storedValue } from "#app/pixels/stored-value.ts";
import type { DicomDataSet } from "./data-set.ts";
import type { PixelSource } from "./decode/pixel-source.ts";
import type { Instance } from "./instance.ts";
import { limits } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";

export type PixelFormat = Pick<Instance, "photometric" | "inverted" | "padding" | "source">;

const readable = ["MONOCHROME1", "MONOCHROME2", "RGB"] as const;
/** Named in a refusal; any other text of the file is not repeated. */
const known = new Set(["PALETTE COLOR", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT", "HSV", "ARGB", "CMYK", "XYB"]);

/** How the pixels lie in the file, with the pixels; refused unless all of them are there and can be shown as they are meant. */
export function readPixelFormat(set: DicomDataSet): ({ ok: true } & PixelFormat) | Refusal {
  const rows = set.uint16("x00280010") ?? 0;
  const columns = set.uint16("x00280011") ?? 0;
  if (rows === 0 || columns === 0) return refuse("no-images", "The file holds no image: it does not say rows and columns.");
  const largest = limits.stillMatrixRefuse;
  if (rows > largest || columns > largest) return refuse("matrix-too-large", `The image is ${rows} x ${columns}; at most ${largest} x ${largest} can be shown.`);
  const frames = set.has("x00280008") ? set.number("x00280008") : 1;
  if (frames === null || !Number.isInteger(frames) || frames < 1) return refuse("frames-not-a-number", "The file does not say properly how many frames it has.");
  if (frames > limits.frames) return refuse("too-many-frames", `The file has ${frames} frames; at most ${limits.frames} are taken.`);
  const format = readCells(set);
  if (!format.ok) return format;

  const data = set.bytes("x7fe00010");
  if (!data) return refuse("no-pixel-data", "The file holds no pixel data.");
  const needed = (rows * columns * frames * format.samplesPerPixel * format.bitsAllocated) / 8;
  if (data.length < needed) {
    return refuse("pixel-data-too-short", `The pixel data has ${data.length} bytes; ${frames} frames of ${rows} x ${columns} need ${needed}.`);
  }
  if (needed > limits.seriesBytes) {
    return refuse("series-too-large", `The file has ${Math.ceil(needed / 2 ** 20)} MB of pixels; at most ${limits.seriesBytes / 2 ** 20} MB are taken.`);
  }
  const { ok, photometric, ...cells } = format;
  const shape = set.text("x20500020");
  const rawPadding = set.uint16("x00280120");
  return {
    ok,
    photometric,
    inverted: shape === null ? photometric === "MONOCHROME1" : shape === "INVERSE",
    padding: rawPadding === null || photometric === "RGB" ? null : storedValue(rawPadding, { ...cells, highBit: cells.bitsStored - 1 }),
    source: { rows, columns, frames, ...cells, data },
  };
}

type Cells = Pick<PixelSource, "samplesPerPixel" | "planar" | "bitsAllocated" | "bitsStored" | "highBit" | "signed">;

function readCells(set: DicomDataSet): ({ ok: true; photometric: Instance["photometric"] } & Cells) | Refusal {
  const said = set.text("x00280004") ?? "";
  const photometric = readable.find((name) => name === said);
  if (!photometric) {
    return refuse("photometric-not-supported", `Images of photometric interpretation ${known.has(said) ? said : "unknown"} cannot be shown here yet.`);
  }
  const colour = photometric === "RGB";
  const samplesPerPixel = set.uint16("x00280002") ?? 1;
  if (samplesPerPixel !== (colour ? 3 : 1)) return refuse("samples-contradict", `${samplesPerPixel} samples per pixel do not go with ${photometric}.`);
  const bitsAllocated = set.uint16("x00280100") ?? 0;
  if (bitsAllocated !== 8 && bitsAllocated !== 16) return refuse("bits-not-supported", `Pixels of ${bitsAllocated} bits allocated cannot be shown here.`);
  const bitsStored = set.uint16("x00280101") ?? bitsAllocated;
  const highBit = set.uint16("x00280102") ?? bitsStored - 1;
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit < bitsStored - 1 || highBit >= bitsAllocated) {
    return refuse("bits-contradict", `${bitsStored} bits stored with high bit ${highBit} do not fit ${bitsAllocated} bits allocated.`);
  }
  const signed = (set.uint16("x00280103") ?? 0) === 1;
  if (colour && (bitsStored !== 8 || bitsAllocated !== 8 || signed)) return refuse("bits-not-supported", "Colour is shown with 8 bits per channel only.");
  const planar = (set.uint16("x00280006") ?? 0) === 1;
  return { ok: true, photometric, samplesPerPixel: colour ? 3 : 1, planar, bitsAllocated, bitsStored, highBit, signed };
}
