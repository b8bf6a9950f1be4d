import { join, resolve } from "node:path";
import { encodeStudy } from "#app/dicom/encode-study.ts";
import { readSeries } from "#app/dicom/read-series.ts";
import type { FileReport, ReadResult, Series } from "#app/dicom/series.ts";
import { type ImagesAnswer, type ImagesOptions, UsageError } from "./images-command.ts";
import { findFiles } from "./images-files.ts";
import { writeStudy } from "./images-study.ts";

/** What an import of these files would do. */
export async function imagesInspect(paths: string[], _options: ImagesOptions, cwd: string): Promise<ImagesAnswer> {
  const { files, series, warnings } = await read(paths, cwd);
  const found = series.map(({ seriesKey, frames, rows, columns, frameTimeMs, frameTimeSource, kind, slices, phases }) => ({
    seriesKey,
    frames: frames.length,
    rows,
    columns,
    frameTimeMs,
    frameTimeSource,
    kind,
    slices,
    phases,
    files: filesOf(frames),
  }));
  const text = [
    ...found.map(({ seriesKey, kind, frames, rows, columns, files }) => `${seriesKey}: ${kind}, ${frames} frames of ${rows} x ${columns}, ${files.length} files`),
    ...complaints({ files, warnings }),
  ];
  const refusal = series.length === 0 ? nothingFound(files) : {};
  return { exit: series.length === 0 ? 1 : 0, json: { ...refusal, files, series: found, warnings }, text: lines(text) };
}

/** Writes one study folder per series; a single series goes directly into the folder named. */
export async function imagesImport(paths: string[], { out }: ImagesOptions, cwd: string): Promise<ImagesAnswer> {
  if (!out) throw new UsageError("images import needs --out DIR.");
  const { files, series, warnings } = await read(paths, cwd);
  const refused = files.filter(({ ok }) => !ok).map(({ file, why }) => ({ file, why }));
  if (series.length === 0) {
    const json = { ...nothingFound(files), studies: [], refused, warnings };
    return { exit: 1, json, text: lines(complaints({ files, warnings })) };
  }
  const studies = [];
  for (const found of series) {
    const dir = series.length === 1 ? out : join(out, found.seriesKey);
    const study = await encodeStudy(found);
    await writeStudy(resolve(cwd, dir), study);
    studies.push({ seriesKey: found.seriesKey, dir, frames: found.frames.length, studyId: study.studyId });
  }
  const text = [...studies.map(({ seriesKey, dir, frames }) => `${seriesKey}: ${frames} frames in ${dir}`), ...complaints({ files, warnings })];
  return { exit: 0, json: { ok: true, studies, refused, warnings }, text: lines(text) };
}

async function read(paths: string[], cwd: string): Promise<ReadResult> {
  const found = await findFiles(paths, cwd);
  const result = await readSeries(found.files);
  return { ...result, files: [...result.files, ...found.refused] };
}

function nothingFound(files: FileReport[]): { ok: false; reason: string; details: unknown[] } {
  const refused = files.filter(({ ok }) => !ok);
  const reasons = new Set(refused.map(({ reason }) => reason));
  const [only] = reasons;
  return { ok: false, reason: reasons.size === 1 && only ? only : "no-images", details: refused.map(({ file, why }) => ({ file, why })) };
}

function filesOf(frames: Series["frames"]): string[] {
  return [...new Set(frames.map(({ file }) => file.name))];
}

function complaints({ files, warnings }: Pick<ReadResult, "files" | "warnings">): string[] {
  const refused = files.filter(({ ok }) => !ok).map(({ file, why }) => `refused ${file}: ${why}`);
  return files.length === 0 ? ["There are no files here."] : [...refused, ...warnings.map((warning) => `note: ${warning}`)];
}

function lines(text: string[]): string {
  return text.map((line) => `${line}\n`).join("");
}
