import { decodeFrame, encodeFrame } from "#app/pixels/frame-codec.ts";
import { type Extremes, extremes } from "#app/pixels/statistics.ts";
import type { StoredValues } from "#app/pixels/stored-value.ts";
import { platformSha256, type Sha256, studyIdOf } from "#app/pixels/study-id.ts";
import type { StudyFrame, StudyManifest, VoiWindow } from "#app/pixels/study.ts";
import { identityWindow, windowOfExtremes } from "#app/pixels/voi.ts";
import { decoderOf } from "./decode/registry.ts";
import type { Instance } from "./instance.ts";
import { parseFile } from "./parse-file.ts";
import type { Series, SourceFile } from "./series.ts";

/** `frames` holds the encoded frame files by content hash; equal frames are one file. */
export type EncodedStudy = { manifest: StudyManifest; studyId: string; frames: Map<string, Uint8Array> };

/** An encoded frame does not give the source values back, or a file changed between reading and encoding. */
export class StudyEncodeError extends Error {
  override name = "StudyEncodeError";
}

/**
 * Encodes a series as an exam study. The manifest is built up from the facts of the series, so that nothing it does not name
 * (names, identifiers, dates, descriptions, private attributes, overlays) can come along. Files are read again one after
 * another; every encoded frame is decoded and compared with its source values. Throws StudyEncodeError.
 */
export async function encodeStudy(series: Series, sha256: Sha256 = platformSha256): Promise<EncodedStudy> {
  const files = new Map<string, Uint8Array>();
  const encoded = new Map<number, StudyFrame>();
  const frames = series.frames.map((frame, order) => ({ ...frame, order }));
  for (const file of new Set(frames.map((frame) => frame.file))) {
    const instance = await readAgain(file);
    for (const { index, order, slice, phase } of frames.filter((frame) => frame.file === file)) {
      const values = await decodedValues(instance, index, series);
      const bytes = await encodeFrame(values, series);
      if (!equal(await decodeFrame(bytes, series), values)) throw new StudyEncodeError(`frame ${order} does not come back as it was`);
      const hash = await sha256(bytes);
      files.set(hash, bytes);
      encoded.set(order, { hash, bytes: bytes.length, slice, phase, ...extremes([values], series.padding) });
    }
  }
  const inOrder = frames.flatMap(({ order }) => encoded.get(order) ?? []);
  const manifest = manifestOf(series, inOrder);
  return { manifest, studyId: await studyIdOf(manifest, sha256), frames: files };
}

function manifestOf(series: Series, frames: StudyFrame[]): StudyManifest {
  const { kind, rows, columns, samplesPerPixel, storage, bitsStored, inverted, rescale, padding, pixelSpacing, slices, phases, frameTimeMs, frameTimeSource } = series;
  return {
    version: 1,
    kind,
    rows,
    columns,
    samplesPerPixel,
    storage,
    bitsStored,
    inverted,
    rescale: { slope: rescale.slope, intercept: rescale.intercept, unit: rescale.unit },
    windows: windowsOf(series, frames),
    padding,
    pixelSpacing: pixelSpacing && { row: pixelSpacing.row, column: pixelSpacing.column },
    slices,
    phases,
    frameTimeMs,
    frameTimeSource,
    encoding: "delta-planes-deflate",
    frames,
  };
}

/** The windows of the file; where it has none, one from the smallest to the largest value of all frames. */
function windowsOf({ windows, samplesPerPixel, rescale, padding }: Series, frames: StudyFrame[]): VoiWindow[] {
  if (samplesPerPixel === 3) return [identityWindow];
  if (windows.length > 0) return windows.map(({ center, width, shape }) => ({ center, width, shape }));
  const filled = frames.filter(({ minimum, maximum }) => !(minimum === maximum && minimum === padding));
  const all: Extremes = {
    minimum: Math.min(...(filled.length > 0 ? filled : frames).map(({ minimum }) => minimum)),
    maximum: Math.max(...(filled.length > 0 ? filled : frames).map(({ maximum }) => maximum)),
  };
  return [windowOfExtremes(all, rescale)];
}

async function readAgain(file: SourceFile): Promise<Instance> {
  const parsed = parseFile(await file.bytes());
  if (!parsed.ok) throw new StudyEncodeError(`a file can no longer be read: ${parsed.reason}`);
  return parsed.instance;
}

async function decodedValues({ transferSyntax, source }: Instance, index: number, series: Series): Promise<StoredValues> {
  const decode = decoderOf(transferSyntax);
  if (!decode || source.rows !== series.rows || source.columns !== series.columns || index >= source.frames) {
    throw new StudyEncodeError("a file changed while it was imported");
  }
  const values = await decode(source, index);
  const storage = { Uint8Array: "uint8", Uint16Array: "uint16", Int16Array: "int16" }[values.constructor.name];
  if (storage !== series.storage) throw new StudyEncodeError(`a frame has values of ${storage ?? "another kind"}, not ${series.storage}`);
  return values;
}

function equal(a: StoredValues, b: StoredValues): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
