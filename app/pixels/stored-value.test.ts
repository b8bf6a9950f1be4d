import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storedValue, storedValues } from "./stored-value.ts";

describe("storedValue", () => {
  it("drops overlay bits above 12 stored bits", () => {
    expect(storedValue(0xf123, { bitsStored: 12, highBit: 11, signed: false })).toBe(0x123);
  });

  it("extends the sign of 12 bits whose upper bits are zero", () => {
    expect(storedValue(0x0800, { bitsStored: 12, highBit: 11, signed: true })).toBe(-2048);
    expect(storedValue(0x0fff, { bitsStored: 12, highBit: 11, signed: true })).toBe(-1);
    expect(storedValue(0x07ff, { bitsStored: 12, highBit: 11, signed: true })).toBe(2047);
  });

  it("shifts down a value that sits at the top of its cell", () => {
    expect(storedValue(0xabcf, { bitsStored: 12, highBit: 15, signed: false })).toBe(0xabc);
    expect(storedValue(0x800f, { bitsStored: 12, highBit: 15, signed: true })).toBe(-2048);
  });

  it("finds any value again, whatever stands in the other bits of the cell", () => {
    const formats = fc.integer({ min: 1, max: 16 }).chain((bitsStored) =>
      fc.record({ bitsStored: fc.constant(bitsStored), highBit: fc.integer({ min: bitsStored - 1, max: 15 }), signed: fc.boolean() }),
    );
    fc.assert(
      fc.property(formats, fc.nat(0xffff), fc.nat(0xffff), (format, raw, junk) => {
        const { bitsStored, highBit, signed } = format;
        const range = 2 ** bitsStored;
        const value = (raw % range) - (signed ? range / 2 : 0);
        const shift = highBit + 1 - bitsStored;
        const mask = ((range - 1) << shift) & 0xffff;
        const cell = (((value & (range - 1)) << shift) | (junk & ~mask)) & 0xffff;
        expect(storedValue(cell, format)).toBe(value);
        expect(storedValues(Uint16Array.of(cell), format)).toEqual((signed ? Int16Array : Uint16Array).of(value));
      }),
    );
  });

  it("gives signed bytes as 16 bit values and never the array it was given", () => {
    expect(storedValues(Uint8Array.of(0xff, 0x7f), { bitsStored: 8, highBit: 7, signed: true })).toEqual(Int16Array.of(-1, 127));
    const cells = Uint8Array.of(1, 2);
    const values = storedValues(cells, { bitsStored: 8, highBit: 7, signed: false });
    cells[0] = 9;
    expect(values).toEqual(Uint8Array.of(1, 2));
  });
});
