import type { StudyManifest } from "#app/pixels/study.ts";
import { arrangeFrames } from "./arrange-frames.ts";
import { frameTimeOf } from "./frame-time.ts";
import type { Instance } from "./instance.ts";
import { limits } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Series, SourceFile, SourceFrame } from "./series.ts";

/** A file that was understood; its pixels are not kept. */
export type Member = { file: SourceFile; instance: Omit<Instance, "source"> & { source: Omit<Instance["source"], "data"> } };

/** Makes one series of files that belong together, or says why they cannot be shown as one. */
export function buildSeries(seriesKey: string, members: Member[]): { ok: true; series: Series } | Refusal {
  const [first, ...others] = members;
  if (!first) return refuse("no-images", "There are no images.");
  const foreign = others.some(({ instance }) => instance.patient !== first.instance.patient);
  if (foreign) return refuse("foreign-patient", "The series holds images of more than one patient; nothing of it is taken.");
  const disagreement = findDisagreement(members);
  if (disagreement) return disagreement;

  const { frames, warnings, kind, slices, phases } = arrangeFrames(members.flatMap(framesOf));
  const firstFrame = frames[0];
  if (!firstFrame) return refuse("no-images", "There are no images.");
  const { rows, columns, samplesPerPixel, bitsAllocated, signed } = first.instance.source;
  const storage: StudyManifest["storage"] = signed ? "int16" : bitsAllocated === 8 ? "uint8" : "uint16";
  const tooLarge = checkSize(rows, columns, frames.length, rows * columns * samplesPerPixel * (storage === "uint8" ? 1 : 2));
  if (tooLarge) return tooLarge;
  if (frames.length > 1 && Math.max(rows, columns) > limits.matrixWarn) {
    warnings.push(`The images are ${rows} x ${columns}; more than ${limits.matrixWarn} is slow on an exam computer.`);
  }
  const time = frameTimeOf(first.instance, frames);
  if (phases > 1 && time.frameTimeSource === "assumed") warnings.push("The files do not say how long a phase lasts; 40 ms are assumed.");
  const padding = members.every(({ instance }) => instance.padding === first.instance.padding) ? first.instance.padding : null;
  const { rescale, windows, pixelSpacing } = firstFrame.facts;
  return {
    ok: true,
    series: {
      seriesKey,
      kind,
      rows,
      columns,
      samplesPerPixel,
      storage,
      bitsStored: Math.max(...members.map(({ instance }) => instance.source.bitsStored)),
      inverted: first.instance.inverted,
      rescale: samplesPerPixel === 3 ? { slope: 1, intercept: 0, unit: null } : rescale,
      windows: samplesPerPixel === 3 ? [] : windows,
      padding,
      pixelSpacing,
      slices,
      phases,
      ...time,
      frames,
      warnings: [...warnings, ...new Set(members.flatMap(({ instance }) => instance.warnings))],
    },
  };
}

function framesOf({ file, instance }: Member): SourceFrame[] {
  const { instanceNumber, frameTimeMs, cineRateMs, frames } = instance;
  const timed = frameTimeMs !== null || cineRateMs !== null;
  return frames.map((facts, index) => ({ file, index, framesInFile: frames.length, instanceNumber, timed, facts }));
}

/** What must be equal in a study because its manifest says it once. */
function findDisagreement(members: Member[]): Refusal | null {
  const differ = (valueOf: (member: Member) => unknown) => new Set(members.map((member) => JSON.stringify(valueOf(member)))).size > 1;
  if (differ(({ instance: { source } }) => [source.bitsAllocated, source.signed])) {
    return refuse("pixel-format-differs", "The images of the series differ in the format of their pixels.");
  }
  if (differ(({ instance }) => instance.inverted)) return refuse("photometric-differs", "Some images of the series are inverted and others are not.");
  const facts = members.flatMap(({ instance }) => instance.frames);
  const [first] = facts;
  const sameRescale = facts.every(({ rescale }) => rescale.slope === first?.rescale.slope && rescale.intercept === first.rescale.intercept);
  if (!sameRescale) return refuse("rescale-differs", "The images of the series differ in rescale slope or intercept and cannot share one window.");
  const near = (a: number | undefined, b: number | undefined) => Math.abs((a ?? 0) - (b ?? 0)) < 1e-3;
  const sameSpacing = facts.every(({ pixelSpacing }) => near(pixelSpacing?.row, first?.pixelSpacing?.row) && near(pixelSpacing?.column, first?.pixelSpacing?.column));
  return sameSpacing ? null : refuse("spacing-differs", "The images of the series differ in pixel spacing.");
}

function checkSize(rows: number, columns: number, frames: number, frameBytes: number): Refusal | null {
  const largest = limits.matrixRefuse;
  if (frames > 1 && (rows > largest || columns > largest)) {
    return refuse("matrix-too-large", `The images are ${rows} x ${columns}; cines and stacks are taken up to ${largest} x ${largest}.`);
  }
  if (frames > limits.frames) return refuse("too-many-frames", `The series has ${frames} frames; at most ${limits.frames} are taken.`);
  if (frameBytes * frames > limits.seriesBytes) {
    return refuse("series-too-large", `The series has ${Math.ceil((frameBytes * frames) / 2 ** 20)} MB of pixels; at most ${limits.seriesBytes / 2 ** 20} MB are taken.`);
  }
  return null;
}
