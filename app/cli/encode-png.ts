import { crc32, deflateSync } from "node:zlib";

/** PNG file of 8 bit grey (one sample) or RGB (three, interleaved) pixels, row by row from the top (ISO/IEC 15948). */
export function encodePng(pixels: Uint8Array, { rows, columns, samplesPerPixel }: { rows: number; columns: number; samplesPerPixel: 1 | 3 }): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header.set([8, samplesPerPixel === 3 ? 2 : 0, 0, 0, 0], 8);
  const stride = columns * samplesPerPixel;
  const lines = Buffer.alloc(rows * (stride + 1));
  for (let row = 0; row < rows; row++) lines.set(pixels.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(lines)), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
