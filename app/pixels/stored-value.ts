/** Decoded stored values of one frame, row by row from the top left; colour is interleaved RGB. */
export type StoredValues = Uint8Array | Uint16Array | Int16Array;

/** How a stored value sits in its pixel cell (PS3.5 section 8.1.1). */
export type CellFormat = { bitsStored: number; highBit: number; signed: boolean };

/**
 * The stored value in one pixel cell: shifted down by HighBit + 1 - BitsStored, masked to BitsStored (overlay and junk bits
 * outside are dropped) and sign-extended if signed. `cell` is the unsigned 8 or 16 bit content.
 */
export function storedValue(cell: number, { bitsStored, highBit, signed }: CellFormat): number {
  const value = (cell >>> (highBit + 1 - bitsStored)) & (2 ** bitsStored - 1);
  return signed && value >= 2 ** (bitsStored - 1) ? value - 2 ** bitsStored : value;
}

/** A new array of the stored values in `cells`: 16 bit signed for signed formats, else as wide as the cells. */
export function storedValues(cells: Uint8Array | Uint16Array, format: CellFormat): StoredValues {
  if (format.signed) return Int16Array.from(cells, (cell) => storedValue(cell, format));
  const full = format.bitsStored === cells.BYTES_PER_ELEMENT * 8;
  return full ? cells.slice() : cells.map((cell) => storedValue(cell, format));
}
