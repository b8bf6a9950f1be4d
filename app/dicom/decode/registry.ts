import type { CellFormat, StoredValues } from "#app/pixels/stored-value.ts";
import { decodeUncompressed } from "./uncompressed.ts";

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

/** Stored values of one frame of a PixelSource, in a new array. */
export type FrameDecoder = (source: PixelSource, frame: number) => StoredValues | Promise<StoredValues>;

const decoders: Record<string, FrameDecoder> = {
  "1.2.840.10008.1.2": decodeUncompressed,
  "1.2.840.10008.1.2.1": decodeUncompressed,
};

/** The decoder of a transfer syntax UID, or null where there is none yet. */
export function decoderOf(transferSyntax: string): FrameDecoder | null {
  return Object.hasOwn(decoders, transferSyntax) ? (decoders[transferSyntax] ?? null) : null;
}
