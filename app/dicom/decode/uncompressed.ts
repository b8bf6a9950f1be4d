import { type StoredValues, storedValues } from "#app/pixels/stored-value.ts";
import type { PixelSource } from "./pixel-source.ts";

/**
 * Stored values of one frame of native little endian pixel data (implicit and explicit VR alike). The bytes are copied, so
 * that a frame may begin at an odd address. Colour by plane becomes colour by pixel.
 */
export function decodeUncompressed(source: PixelSource, frame: number): StoredValues {
  const { rows, columns, samplesPerPixel, bitsAllocated, data } = source;
  const bytes = (rows * columns * samplesPerPixel * bitsAllocated) / 8;
  const part = data.subarray(frame * bytes, (frame + 1) * bytes);
  if (part.length !== bytes) throw new RangeError(`frame ${frame} lies outside the pixel data`);
  const values = storedValues(bitsAllocated === 8 ? part : words(part), source);
  return samplesPerPixel === 3 && source.planar ? interleaved(values, rows * columns) : values;
}

function words(bytes: Uint8Array): Uint16Array {
  const cells = new Uint16Array(bytes.length / 2);
  for (let i = 0; i < cells.length; i++) cells[i] = (bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8);
  return cells;
}

function interleaved(planes: StoredValues, count: number): StoredValues {
  const pixels = planes.slice();
  for (let i = 0; i < count; i++) {
    for (let channel = 0; channel < 3; channel++) pixels[3 * i + channel] = planes[channel * count + i] ?? 0;
  }
  return pixels;
}
