import type { PackageRefusal } from "./package-files.ts";

/** Bytes that can be read from anywhere: a file or memory. */
export type ZipSource = { size: number; read(offset: number, length: number): Promise<Uint8Array>; close(): Promise<void> };

/** What the end of a zip says of its directory, and where that end begins. */
export type ZipEnd = { ok: true; at: number; entries: number; directoryBytes: number; directoryStart: number };

const refuse = (reason: string): PackageRefusal => ({ ok: false, reason, details: [] });
export const END_BYTES = 22;
const END = 0x06054b50;
const LONGEST_COMMENT = 0xffff;
const LOCATOR = { mark: 0x07064b50, bytes: 20 };
const END_64 = { mark: 0x06064b50, bytes: 56 };
/** Stands in the end record for a number that only the one of zip64 can hold. */
const SEE_64 = { entries: 0xffff, directoryBytes: 0xffffffff, directoryStart: 0xffffffff, disk: 0xffff };

/**
 * Where the directory is and how large (PKWARE APPNOTE 4.3.16, and 4.3.14 and 4.3.15 for zip64). Some programs write
 * the end of zip64 though nothing needs it; then both must say the same.
 */
export async function readEnd(source: ZipSource): Promise<ZipEnd | PackageRefusal> {
  const tailBytes = Math.min(source.size, END_BYTES + LONGEST_COMMENT);
  const tail = viewOf(await source.read(source.size - tailBytes, tailBytes));
  const found = findEnd(tail);
  if (found < 0) return refuse((await looksLikeZip(source)) ? "zip-truncated" : "not-a-zip");
  const at = source.size - tailBytes + found;
  const short = { entries: tail.getUint16(found + 10, true), directoryBytes: tail.getUint32(found + 12, true), directoryStart: tail.getUint32(found + 16, true) };
  const names = ["entries", "directoryBytes", "directoryStart"] as const;
  const needs64 = names.some((name) => short[name] === SEE_64[name]);
  const has64 = needs64 || short.directoryStart + short.directoryBytes + END_64.bytes + LOCATOR.bytes === at;
  const disks = [tail.getUint16(found + 4, true), tail.getUint16(found + 6, true)];
  if (disks.some((disk) => disk !== 0 && !(has64 && disk === SEE_64.disk))) return refuse("zip-split");
  if (!has64) return { ok: true, at, ...short };
  const long = await readEnd64(source, at);
  if (long.ok && names.some((name) => short[name] !== SEE_64[name] && short[name] !== long[name])) return refuse("zip-directory-damaged");
  return long;
}

/** An end record for a directory that begins where the bytes do. */
export function shortEnd(entries: number, directoryBytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(END_BYTES));
  view.setUint32(0, END, true);
  view.setUint16(8, entries, true);
  view.setUint16(10, entries, true);
  view.setUint32(12, directoryBytes, true);
  return new Uint8Array(view.buffer);
}

async function readEnd64(source: ZipSource, endAt: number): Promise<ZipEnd | PackageRefusal> {
  if (endAt < LOCATOR.bytes) return refuse("zip-directory-damaged");
  const locator = viewOf(await source.read(endAt - LOCATOR.bytes, LOCATOR.bytes));
  const at = number64(locator, 8);
  if (locator.getUint32(0, true) !== LOCATOR.mark || at + END_64.bytes !== endAt - LOCATOR.bytes) return refuse("zip-directory-damaged");
  const record = viewOf(await source.read(at, END_64.bytes));
  if (record.getUint32(0, true) !== END_64.mark) return refuse("zip-directory-damaged");
  if (record.getUint32(16, true) !== 0 || record.getUint32(20, true) !== 0) return refuse("zip-split");
  return { ok: true, at, entries: number64(record, 32), directoryBytes: number64(record, 40), directoryStart: number64(record, 48) };
}

/** Past 2^53 it is no longer exact, but far beyond every limit. */
const number64 = (view: DataView, offset: number): number => Number(view.getBigUint64(offset, true));

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The last end record whose comment reaches exactly to the end of the file, or -1. */
function findEnd(tail: DataView): number {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) === END && at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength) return at;
  }
  return -1;
}

async function looksLikeZip(source: ZipSource): Promise<boolean> {
  const head = viewOf(await source.read(0, Math.min(4, source.size)));
  return head.byteLength === 4 && head.getUint32(0, true) === 0x04034b50;
}
