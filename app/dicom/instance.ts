import type { VoiWindow } from "#app/pixels/study.ts";
import type { PixelSource } from "./decode/pixel-source.ts";

export type Vector = readonly [number, number, number];

/** What the file says of one frame; null where it says nothing or nonsense. Lengths in mm. */
export type FrameFacts = {
  position: Vector | null;
  /** Direction of a row and of a column. */
  orientation: readonly [Vector, Vector] | null;
  /** Only used for order where there is no position. */
  sliceLocation: number | null;
  pixelSpacing: { row: number; column: number } | null;
  triggerTimeMs: number | null;
  temporalPosition: number | null;
  acquisitionTimeMs: number | null;
  rescale: { slope: number; intercept: number; unit: string | null };
  windows: VoiWindow[];
};

/** The facts of one DICOM image file. Identity is only compared, never passed on. */
export type Instance = {
  transferSyntax: string;
  seriesUid: string;
  /** Equal for the same image given twice: identifiers, place, time and pixels. */
  imageIdentity: string;
  seriesNumber: number | null;
  instanceNumber: number | null;
  /** Equal for files of one patient. */
  patient: string;
  photometric: "MONOCHROME1" | "MONOCHROME2" | "RGB";
  inverted: boolean;
  padding: number | null;
  /** Frame Time or mean of the Frame Time Vector; milliseconds. */
  frameTimeMs: number | null;
  /** Milliseconds per frame of Cine Rate or Recommended Display Frame Rate. */
  cineRateMs: number | null;
  source: PixelSource;
  /** One per frame of the file. */
  frames: FrameFacts[];
  /** Sentences for the author. */
  warnings: string[];
};
