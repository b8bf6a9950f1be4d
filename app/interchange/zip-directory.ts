import { ERR_ENCRYPTED_CENTRAL_DIRECTORY, Uint8ArrayReader, ZipReader, type EntryMetaData } from "@zip.js/zip.js";
import { isSafePath, packageLimits, type PackageRefusal } from "./package-files.ts";
import { END_BYTES, readEnd, shortEnd, type ZipSource } from "./zip-end.ts";

export type ZipEntry = { path: string; offset: number; packedBytes: number; bytes: number; method: 0 | 8; crc: number };
type Directory = { ok: true; entries: Map<string, ZipEntry> } | PackageRefusal;

const refuse = (reason: string, ...details: string[]): PackageRefusal => ({ ok: false, reason, details });
const largestDirectory = 32 * 1024 ** 2;

/**
 * Reads the central directory and refuses, before any entry is unpacked, what is cut off, too large, encrypted, split,
 * of an unknown method, or names a place outside the package. We find and bound the directory; zip.js is given its
 * bytes alone and reads the records, so that it never reads the file, nor more of it than we allow.
 */
export async function readDirectory(source: ZipSource): Promise<Directory> {
  const end = await readEnd(source);
  if (!end.ok) return end;
  const { at, entries: expected, directoryStart: start, directoryBytes: size } = end;
  if (expected > packageLimits.entries) return refuse("too-many-files", `more than ${packageLimits.entries}`);
  if (size > largestDirectory) return refuse("zip-directory-too-large");
  if (start + size > at) return refuse("zip-truncated");
  if (start + size < at) return refuse("zip-directory-damaged");
  const bytes = await source.read(start, size);
  if (bytes.length !== size) return refuse("zip-truncated");
  const found = await readRecords(bytes, expected);
  return found.ok ? checkPlaces(found.entries, start) : found;
}

/** Of each entry only our own few numbers are kept: an object of zip.js is 6 kB, 20,000 of them more than 100 MB. */
async function readRecords(directory: Uint8Array, expected: number): Promise<Directory> {
  const alone = new Uint8Array(directory.length + END_BYTES);
  alone.set(directory);
  alone.set(shortEnd(expected, directory.length), directory.length);
  const entries = new Map<string, ZipEntry>();
  let total = 0;
  let count = 0;
  try {
    for await (const record of new ZipReader(new Uint8ArrayReader(alone)).getEntriesGenerator({ strictness: "strict", filenameValidation: "tolerant" })) {
      // The count is that of the end we wrote; should zip.js ever find another one, ours holds.
      if (++count > expected) return refuse("zip-directory-damaged");
      const entry = entryOf(record);
      if ("ok" in entry) return entry;
      if (entry.path.endsWith("/")) continue;
      if (entries.has(entry.path)) return refuse("file-name-twice", entry.path);
      total += entry.bytes;
      if (entry.bytes > packageLimits.fileBytes || total > packageLimits.totalBytes) return refuse("package-too-large", entry.path);
      entries.set(entry.path, entry);
    }
  } catch (error) {
    return refuse(error instanceof Error && error.message === ERR_ENCRYPTED_CENTRAL_DIRECTORY ? "zip-encrypted" : "zip-directory-damaged");
  }
  return { ok: true, entries };
}

function entryOf(record: EntryMetaData): ZipEntry | PackageRefusal {
  const { filename: path, compressionMethod: method, crc32: crc } = record;
  // A name that says it is UTF-8 and is not; the names of old programs are CP437, where every byte means something.
  if (path.includes("\uFFFD")) return refuse("unreadable-file-name");
  // CP437 has pictures for control characters: they are refused by their bytes.
  const controls = record.rawFilename.some((byte) => byte < 0x20 || byte === 0x7f);
  if (controls || !isSafePath(path.endsWith("/") ? path.slice(0, -1) : path)) return refuse("unsafe-file-name", path);
  if (record.encrypted || crc === undefined) return refuse("zip-encrypted", path);
  if (method !== 0 && method !== 8) return refuse("zip-method-not-supported", path);
  if (record.symlink) return refuse("zip-holds-a-link", path);
  if (record.diskNumberStart !== 0) return refuse("zip-split", path);
  const { offset, compressedSize: packedBytes, uncompressedSize: bytes } = record;
  if (method === 0 && bytes !== packedBytes) return refuse("zip-directory-damaged", path);
  if (bytes > packageLimits.ratioFromBytes && bytes > packedBytes * packageLimits.ratio) return refuse("zip-bomb", path);
  return { path, offset, packedBytes, bytes, method, crc };
}

/** No two entries share bytes (overlapping zip bomb), and none reaches into the directory. */
function checkPlaces(entries: Map<string, ZipEntry>, directoryStart: number): Directory {
  let reached = 0;
  for (const entry of [...entries.values()].sort((a, b) => a.offset - b.offset)) {
    if (entry.offset < reached) return refuse("zip-entries-overlap", entry.path);
    reached = entry.offset + 30 + entry.packedBytes;
  }
  return reached > directoryStart ? refuse("zip-truncated") : { ok: true, entries };
}
