import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { decodeFrame, encodeFrame, type FrameShape } from "./frame-codec.ts";

const arrays = { uint8: Uint8Array, uint16: Uint16Array, int16: Int16Array };

const anyFrame = fc
  .record({
    rows: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 1, max: 9 }),
    samplesPerPixel: fc.constantFrom<1 | 3>(1, 3),
    storage: fc.constantFrom("uint8", "uint16", "int16"),
  })
  .chain((shape: FrameShape) => {
    const length = shape.rows * shape.columns * shape.samplesPerPixel;
    return fc.array(fc.integer({ min: -32768, max: 65535 }), { minLength: length, maxLength: length }).map((numbers) => ({
      shape,
      values: arrays[shape.storage].from(numbers),
    }));
  });

const shape: FrameShape = { rows: 2, columns: 2, samplesPerPixel: 1, storage: "uint16" };

describe("the frame codec", () => {
  it("gives every frame back as it was", async () => {
    await fc.assert(
      fc.asyncProperty(anyFrame, async ({ shape, values }) => {
        expect(await decodeFrame(await encodeFrame(values, shape), shape)).toEqual(values);
      }),
    );
  });

  it("puts low bytes of the horizontal differences before high bytes", async () => {
    const encoded = await encodeFrame(Uint16Array.of(0x0102, 0x0101, 5, 0x0305), shape);
    expect([...inflateRawSync(encoded)]).toEqual([0x02, 0xff, 5, 0x00, 0x01, 0xff, 0, 0x03]);
  });

  it("takes colour channel by channel", async () => {
    const encoded = await encodeFrame(Uint8Array.of(1, 10, 100, 3, 9, 100), { rows: 1, columns: 2, samplesPerPixel: 3, storage: "uint8" });
    expect([...inflateRawSync(encoded)]).toEqual([1, 2, 10, 0xff, 100, 0]);
  });

  it.each([
    ["shorter", deflateRawSync(Buffer.alloc(7)), "fewer"],
    ["longer", deflateRawSync(Buffer.alloc(9)), "more"],
    ["no deflate stream", Uint8Array.of(0xff, 0xff, 0xff), "cannot be unpacked"],
    ["cut off", deflateRawSync(Buffer.from("abcdefgh")).subarray(0, 5), ""],
    ["empty", new Uint8Array(0), ""],
  ])("refuses a file that is %s", async (_name, bytes, message) => {
    await expect(decodeFrame(new Uint8Array(bytes), shape)).rejects.toMatchObject({ name: "FrameDecodeError", message: expect.stringContaining(message) });
  });

  it("unpacks of a bomb of 100 MB no more than shows that it is too long", async () => {
    const bomb = new Uint8Array(deflateRawSync(Buffer.alloc(100_000_000)));
    let bytesUnpacked = 0;
    const whole = DecompressionStream;
    /** Counts what is taken out of it; what nobody takes it does not unpack. */
    class CountingStream extends whole {
      override readonly readable = super.readable.pipeThrough(
        new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
          transform(part, controller) {
            bytesUnpacked += part.length;
            controller.enqueue(part);
          },
        }),
      );
    }
    vi.stubGlobal("DecompressionStream", CountingStream);
    try {
      await expect(decodeFrame(bomb, shape)).rejects.toMatchObject({ name: "FrameDecodeError", message: expect.stringContaining("more") });
    } finally {
      vi.unstubAllGlobals();
    }
    expect(bytesUnpacked).toBeGreaterThan(8);
    expect(bytesUnpacked).toBeLessThan(1_000_000);
  });

  it("refuses to encode values that do not fill the shape", async () => {
    await expect(encodeFrame(Uint16Array.of(1, 2, 3), shape)).rejects.toThrow(RangeError);
  });
});
