import type { StoredValues } from "#app/pixels/stored-value.ts";
import type { PixelSource } from "./pixel-source.ts";
import { decodeUncompressed } from "./uncompressed.ts";

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
