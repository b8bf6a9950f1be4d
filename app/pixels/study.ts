/**
 * An exam study: the images of one panel as the exam keeps and ships them. Rebuilt from an allow-list at import;
 * nothing of the source that is not named here exists any more. Frames are files of their own, named by content hash.
 */

/** VOI window of DICOM PS3.3 C.11.2.1.2, in modality values (after rescale). */
export type VoiWindow = {
  center: number;
  width: number;
  shape: "LINEAR" | "LINEAR_EXACT" | "SIGMOID";
};

export type StudyFrame = {
  /** SHA-256 (hex) of the encoded frame file. */
  hash: string;
  /** Size of the encoded frame file. */
  bytes: number;
  /** Slice 0.. along the normal, phase 0.. in time. */
  slice: number;
  phase: number;
  /** Smallest and largest stored value, padding left out. */
  minimum: number;
  maximum: number;
};

export type StudyManifest = {
  version: 1;
  kind: "still" | "stack" | "cine" | "stack-of-cines";
  rows: number;
  columns: number;
  samplesPerPixel: 1 | 3;
  /** Decoded stored values: 8 bit unsigned, 16 bit unsigned or 16 bit signed; colour is interleaved RGB, 8 bit. */
  storage: "uint8" | "uint16" | "int16";
  bitsStored: number;
  /** True where a low value is shown bright (MONOCHROME1 or Presentation LUT Shape INVERSE). */
  inverted: boolean;
  /** Modality value = stored value x slope + intercept. `unit` as in Rescale Type or null. */
  rescale: { slope: number; intercept: number; unit: string | null };
  /** Windows of the source, the first is the default; at least one (made from the pixel statistics where the file has none). */
  windows: VoiWindow[];
  /** Stored value that means "no pixel here", or null. */
  padding: number | null;
  /** Millimetres between rows and between columns, or null where the source says nothing: then no length is shown. */
  pixelSpacing: { row: number; column: number } | null;
  slices: number;
  phases: number;
  /** Milliseconds per phase; `source` says whether the file told it or 40 ms was assumed. */
  frameTimeMs: number;
  frameTimeSource: "frame-time" | "trigger-time" | "cine-rate" | "assumed";
  /** How a frame file is encoded: horizontal difference + byte planes + deflate (`frame-codec.ts`). */
  encoding: "delta-planes-deflate";
  /** Ordered by slice, then phase. */
  frames: StudyFrame[];
};
