import type { CellFormat } from "#app/pixels/stored-value.ts";

/** Pixel data of one instance with what is needed to read it. */
export type PixelSource = CellFormat & {
  rows: number;
  columns: number;
  frames: number;
  samplesPerPixel: 1 | 3;
  /** Colour plane by plane instead of pixel by pixel. */
  planar: boolean;
  bitsAllocated: 8 | 16;
  /** Value of the Pixel Data element; a view into the file. */
  data: Uint8Array;
};
