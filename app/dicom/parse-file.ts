import { checkStructure } from "./check-structure.ts";
import { type DicomDataSet, parseDataSet } from "./data-set.ts";
import { readFrameFacts } from "./frame-facts.ts";
import type { Instance } from "./instance.ts";
import { limits } from "./limits.ts";
import { readPixelFormat } from "./pixel-format.ts";
import { type Refusal, refuse } from "./refusal.ts";

/**
 * Reads one DICOM file (Part 10). Refuses, with a sentence, what is no DICOM file, what is cut off or lies about its
 * lengths, and every image that could not be shown as it is meant. Never throws; does not decode pixels.
 */
export function parseFile(file: Uint8Array): { ok: true; instance: Instance } | Refusal {
  // A Buffer of Node shares its memory in slice(); a plain array on the same bytes copies.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  const structure = checkStructure(bytes);
  if (!structure.ok) return structure;
  const { transferSyntax, end } = structure;
  const refusedWithSyntax = (refusal: Refusal): Refusal => ({ ...refusal, transferSyntax });
  const set = parseDataSet(bytes.subarray(0, end));
  if (!set) return refusedWithSyntax(refuse("damaged-element", "The file holds something that is not a DICOM element where one should be."));
  const pixels = readPixelFormat(set);
  if (!pixels.ok) return refusedWithSyntax(pixels);
  const facts = readFrameFacts(set, pixels.source.frames);
  if (!facts.ok) return refusedWithSyntax(facts);
  const { photometric, inverted, padding, source } = pixels;
  const instance: Instance = {
    transferSyntax,
    seriesUid: set.text("x0020000e") ?? "",
    imageIdentity: JSON.stringify([set.text("x00080018"), set.text("x0020000e"), set.text("x00200013"), facts.frames, checksum(source)]),
    seriesNumber: set.number("x00200011"),
    instanceNumber: set.number("x00200013"),
    patient: JSON.stringify([set.texts("x00100020"), set.texts("x00100010"), set.texts("x00100030")]),
    photometric,
    inverted,
    padding,
    frameTimeMs: believable(frameTimeMs(set)),
    cineRateMs: believable(1000 / (set.number("x00180040") ?? set.number("x00082144") ?? 0)),
    source,
    frames: facts.frames,
    warnings: warnings(set, source.frames),
  };
  return { ok: true, instance };
}

/** Frame Time, or the mean of the Frame Time Vector, whose first entry is always 0 (PS3.3 C.7.6.5). */
function frameTimeMs(set: DicomDataSet): number {
  const single = set.number("x00181063");
  if (single !== null) return single;
  const steps = set.numbers("x00181065").slice(1);
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
}

/** FNV-1a over the pixels that are used; tells copies apart from siblings that carry the same identifier by mistake. */
function checksum({ data, rows, columns, frames, samplesPerPixel, bitsAllocated }: Instance["source"]): number {
  const length = (rows * columns * frames * samplesPerPixel * bitsAllocated) / 8;
  let hash = 0x811c9dc5;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ (data[i] ?? 0), 0x01000193);
  return hash >>> 0;
}

function believable(milliseconds: number): number | null {
  const { smallest, largest } = limits.frameTimeMs;
  return milliseconds >= smallest && milliseconds <= largest ? milliseconds : null;
}

function warnings(set: DicomDataSet, frames: number): string[] {
  const found: string[] = [];
  if (set.text("x00280301") === "YES") found.push("The file says that text is burned into its pixels: look for names before use.");
  if (set.hasAny("x60")) found.push("Overlays of the file are left out.");
  if (frames > 1 && set.number("x00181063") === null && set.numbers("x00181065").some((step, index) => index > 0 && !(step > 0))) {
    found.push("The frame times of the file are not all positive.");
  }
  return found;
}
