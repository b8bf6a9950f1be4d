/** Element by element DICOM files for tests: what no proper writer would write, and what it must not be able to hide. */
export type HandmadeElement = [tag: number, vr: string, value: string | number | Uint8Array];

const longVrs = new Set(["OB", "OW", "SQ", "UN", "UT"]);

/** A 2 x 2 image of 16 bit stored values 1, 2, 3, 4. */
export const smallImage: HandmadeElement[] = [
  [0x00080018, "UI", "2.25.1.1"],
  [0x0020000e, "UI", "2.25.1"],
  [0x00280002, "US", 1],
  [0x00280004, "CS", "MONOCHROME2"],
  [0x00280010, "US", 2],
  [0x00280011, "US", 2],
  [0x00280100, "US", 16],
  [0x00280101, "US", 16],
  [0x00280102, "US", 15],
  [0x00280103, "US", 0],
  [0x7fe00010, "OW", Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0)],
];

/** The elements with some replaced or added, in order of tag; null takes one away. */
export function changed(elements: HandmadeElement[], changes: (HandmadeElement | [tag: number, remove: null])[]): HandmadeElement[] {
  const byTag = new Map(elements.map((element) => [element[0], element]));
  for (const change of changes) {
    if (change[1] === null) byTag.delete(change[0]);
    else byTag.set(change[0], change);
  }
  return [...byTag.values()].toSorted(([a], [b]) => a - b);
}

/** Preamble, meta header and elements; implicit VR where the transfer syntax says so. */
export function handmadeFile(elements: HandmadeElement[], transferSyntax = "1.2.840.10008.1.2.1"): Uint8Array {
  const implicit = transferSyntax === "1.2.840.10008.1.2";
  const preamble = new Uint8Array(132);
  preamble.set(ascii("DICM"), 128);
  return joined([preamble, elementBytes([0x00020010, "UI", transferSyntax], false), ...elements.map((element) => elementBytes(element, implicit))]);
}

/** Value of an SQ element: items of undefined or known length. */
export function sequenceValue(items: HandmadeElement[][]): Uint8Array {
  return joined(
    items.map((elements) => {
      const content = joined(elements.map((element) => elementBytes(element, false)));
      return joined([header(0xfffee000), uint32(content.length), content]);
    }),
  );
}

export function elementBytes([tag, vr, value]: HandmadeElement, implicit: boolean): Uint8Array {
  const raw = typeof value === "string" ? ascii(value) : typeof value === "number" ? Uint8Array.of(value & 0xff, (value >> 8) & 0xff) : value;
  const padded = raw.length % 2 === 0 ? raw : joined([raw, Uint8Array.of(vr === "UI" || vr === "OB" ? 0 : 0x20)]);
  if (implicit) return joined([header(tag), uint32(padded.length), padded]);
  if (longVrs.has(vr)) return joined([header(tag), ascii(vr), Uint8Array.of(0, 0), uint32(padded.length), padded]);
  return joined([header(tag), ascii(vr), uint32(padded.length).subarray(0, 2), padded]);
}

export function header(tag: number): Uint8Array {
  return Uint8Array.of((tag >>> 16) & 0xff, tag >>> 24, tag & 0xff, (tag >>> 8) & 0xff);
}

export function uint32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
