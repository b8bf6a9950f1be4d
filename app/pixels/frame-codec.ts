import type { StoredValues } from "./stored-value.ts";
import type { StudyManifest } from "./study.ts";

/** What a frame file does not say itself; a manifest is one. */
export type FrameShape = Pick<StudyManifest, "rows" | "columns" | "samplesPerPixel" | "storage">;

/** A frame file is not what its manifest says. */
export class FrameDecodeError extends Error {
  override name = "FrameDecodeError";
}

/**
 * Encodes one frame without loss ("delta-planes-deflate"): in each row and channel the difference to the value on the left,
 * modulo 2^8 or 2^16; then channel by channel the low bytes of all differences and, for 16 bit, the high bytes; then raw
 * deflate (RFC 1951). Throws RangeError when the values do not fill the shape.
 */
export async function encodeFrame(values: StoredValues, shape: FrameShape): Promise<Uint8Array> {
  const { rows, columns, samplesPerPixel: samples, storage } = shape;
  const count = rows * columns;
  if (values.length !== count * samples) throw new RangeError(`${values.length} values do not fill ${rows} x ${columns} x ${samples}`);
  const wide = storage !== "uint8";
  const planes = new Uint8Array(plainSize(shape));
  for (let channel = 0; channel < samples; channel++) {
    const low = channel * count * (wide ? 2 : 1);
    for (let row = 0, pixel = 0; row < rows; row++) {
      let left = 0;
      for (let column = 0; column < columns; column++, pixel++) {
        const value = values[pixel * samples + channel] ?? 0;
        const difference = value - left;
        left = value;
        planes[low + pixel] = difference;
        if (wide) planes[low + count + pixel] = difference >> 8;
      }
    }
  }
  const parts: Uint8Array[] = [];
  for await (const part of through(planes, new CompressionStream("deflate-raw"))) parts.push(part);
  return joined(parts, parts.reduce((sum, part) => sum + part.length, 0));
}

/**
 * Decodes a frame file of `encodeFrame`. Reads no more than the shape asks for: a file that unpacks to more or less, or is
 * no deflate stream, throws FrameDecodeError.
 */
export async function decodeFrame(bytes: Uint8Array, shape: FrameShape): Promise<StoredValues> {
  const { rows, columns, samplesPerPixel: samples, storage } = shape;
  const planes = await inflated(bytes, plainSize(shape));
  const count = rows * columns;
  const values = storage === "uint8" ? new Uint8Array(count * samples) : storage === "uint16" ? new Uint16Array(count * samples) : new Int16Array(count * samples);
  const wide = storage !== "uint8";
  for (let channel = 0; channel < samples; channel++) {
    const low = channel * count * (wide ? 2 : 1);
    for (let row = 0, pixel = 0; row < rows; row++) {
      let value = 0;
      for (let column = 0; column < columns; column++, pixel++) {
        value += planes[low + pixel] ?? 0;
        if (wide) value += (planes[low + count + pixel] ?? 0) << 8;
        // Typed arrays keep the low bits only, which is the modulo.
        values[pixel * samples + channel] = value;
      }
    }
  }
  return values;
}

function plainSize({ rows, columns, samplesPerPixel, storage }: FrameShape): number {
  return rows * columns * samplesPerPixel * (storage === "uint8" ? 1 : 2);
}

async function inflated(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of through(bytes, new DecompressionStream("deflate-raw"))) {
      length += part.length;
      if (length > size) break;
      parts.push(part);
    }
  } catch (error) {
    throw new FrameDecodeError("the frame file cannot be unpacked", { cause: error });
  }
  if (length !== size) throw new FrameDecodeError(`the frame file unpacks to ${length > size ? "more" : "fewer"} than ${size} bytes`);
  return joined(parts, size);
}

async function* through(bytes: Uint8Array, transform: CompressionStream | DecompressionStream): AsyncGenerator<Uint8Array> {
  const writer = transform.writable.getWriter();
  // A fault of the stream is seen by the reader; the writer's promises only repeat it.
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = transform.readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value as Uint8Array;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function joined(parts: Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
