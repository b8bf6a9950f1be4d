import type { StudyManifest, VoiWindow } from "#app/pixels/study.ts";
import type { FrameFacts, Instance } from "./instance.ts";

/** A file of the import. `bytes` is asked for once when the file is read and again when its series is encoded. */
export type SourceFile = { name: string; bytes: () => Uint8Array | Promise<Uint8Array> };

/** One frame of a file with what decides its place. */
export type SourceFrame = {
  file: SourceFile;
  /** Frame within the file, from 0. */
  index: number;
  /** Frames of the file. */
  framesInFile: number;
  instanceNumber: number | null;
  /** The file says how long a frame lasts. */
  timed: boolean;
  facts: FrameFacts;
};

export type PlacedFrame = SourceFrame & { slice: number; phase: number };

/** Images that belong together, in order, with all that a study says of them. */
export type Series = Pick<
  StudyManifest,
  "kind" | "rows" | "columns" | "samplesPerPixel" | "storage" | "bitsStored" | "inverted" | "rescale" | "padding" | "pixelSpacing" | "slices" | "phases" | "frameTimeMs" | "frameTimeSource"
> & {
  /** Names the series within one import; says nothing of its content. */
  seriesKey: string;
  /** Windows of the first frame; empty where the file has none. */
  windows: VoiWindow[];
  /** Ordered by slice, then phase. */
  frames: PlacedFrame[];
  warnings: string[];
};

/** What became of one file. `why` is a sentence; the facts are null where the file was not understood so far. */
export type FileReport = {
  file: string;
  ok: boolean;
  reason?: string;
  why?: string;
  transferSyntax: string | null;
  rows: number | null;
  columns: number | null;
  frames: number | null;
  photometric: Instance["photometric"] | null;
};

export type ReadResult = { files: FileReport[]; series: Series[]; warnings: string[] };
