import { isSafePath, packageLimits, type PackageRefusal } from "./package-files.ts";

/** Bytes that can be read from anywhere: a file or memory. */
export type ZipSource = { size: number; read(offset: number, length: number): Promise<Uint8Array>; close(): Promise<void> };

export type ZipEntry = { path: string; offset: number; packedBytes: number; bytes: number; method: 0 | 8; crc: number };
type Directory = { ok: true; entries: Map<string, ZipEntry> } | PackageRefusal;

const refuse = (reason: string, ...details: string[]): PackageRefusal => ({ ok: false, reason, details });
const largestDirectory = 32 * 1024 ** 2;

/**
 * Reads the central directory (PKWARE APPNOTE 4.3.12 and 4.3.16) and refuses, before any entry is unpacked, what is
 * cut off, too large, encrypted, split, of an unknown method, or names a place outside the package.
 */
export async function readDirectory(source: ZipSource): Promise<Directory> {
  const tailBytes = Math.min(source.size, 22 + 0xffff);
  const tail = Buffer.from(await source.read(source.size - tailBytes, tailBytes));
  const end = findEnd(tail);
  if (end < 0) return refuse(await looksLikeZip(source) ? "zip-truncated" : "not-a-zip");
  const told = tail.readUInt16LE(end + 10);
  const size = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  if (told === 0xffff || size === 0xffffffff || start === 0xffffffff) return refuse("zip64-not-supported");
  if (tail.readUInt16LE(end + 4) !== 0 || tail.readUInt16LE(end + 6) !== 0) return refuse("zip-split");
  if (told > packageLimits.entries) return refuse("too-many-files", `more than ${packageLimits.entries}`);
  if (size > largestDirectory) return refuse("zip-directory-too-large");
  if (start + size > source.size - tailBytes + end) return refuse("zip-truncated");
  const bytes = Buffer.from(await source.read(start, size));
  const parsed = parseDirectory(bytes, told);
  return Array.isArray(parsed) ? checkEntries(parsed, start) : parsed;
}

/** The last end record whose comment reaches exactly to the end of the file, or -1. */
function findEnd(tail: Buffer): number {
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) === 0x06054b50 && at + 22 + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return -1;
}

async function looksLikeZip(source: ZipSource): Promise<boolean> {
  const head = Buffer.from(await source.read(0, Math.min(4, source.size)));
  return head.length === 4 && head.readUInt32LE(0) === 0x04034b50;
}

function parseDirectory(bytes: Buffer, told: number): ZipEntry[] | PackageRefusal {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let number = 0; number < told; number++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return refuse("zip-directory-damaged");
    const next = at + 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) return refuse("zip-directory-damaged");
    const path = decodeName(bytes.subarray(at + 46, at + 46 + bytes.readUInt16LE(at + 28)));
    const entry = path === null ? refuse("unreadable-file-name") : readEntryRecord(bytes, at, path);
    if ("ok" in entry) return entry;
    entries.push(entry);
    at = next;
  }
  return at === bytes.length ? entries : refuse("zip-directory-damaged");
}

function readEntryRecord(bytes: Buffer, at: number, path: string): ZipEntry | PackageRefusal {
  const method = bytes.readUInt16LE(at + 10);
  if (bytes.readUInt16LE(at + 8) & 1) return refuse("zip-encrypted", path);
  if (method !== 0 && method !== 8) return refuse("zip-method-not-supported", path);
  const madeByUnix = bytes.readUInt8(at + 5) === 3;
  if (madeByUnix && (bytes.readUInt16LE(at + 40) & 0xf000) === 0xa000) return refuse("zip-holds-a-link", path);
  const entry: ZipEntry = {
    path,
    method,
    crc: bytes.readUInt32LE(at + 16),
    packedBytes: bytes.readUInt32LE(at + 20),
    bytes: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  };
  return entry.method === 0 && entry.bytes !== entry.packedBytes ? refuse("zip-directory-damaged", path) : entry;
}

/** Whole-archive rules: safe and different names, sizes within the limits, no two entries sharing bytes (overlapping zip bomb). */
function checkEntries(found: ZipEntry[], directoryStart: number): Directory {
  const entries = new Map<string, ZipEntry>();
  let total = 0;
  for (const entry of found) {
    const folder = entry.path.endsWith("/");
    if (!isSafePath(folder ? entry.path.slice(0, -1) : entry.path)) return refuse("unsafe-file-name", entry.path);
    if (folder) continue;
    if (entries.has(entry.path)) return refuse("file-name-twice", entry.path);
    total += entry.bytes;
    const bloated = entry.bytes > packageLimits.ratioFromBytes && entry.bytes > entry.packedBytes * packageLimits.ratio;
    if (bloated) return refuse("zip-bomb", entry.path);
    if (entry.bytes > packageLimits.fileBytes || total > packageLimits.totalBytes) return refuse("package-too-large", entry.path);
    entries.set(entry.path, entry);
  }
  let reached = 0;
  for (const entry of [...entries.values()].sort((a, b) => a.offset - b.offset)) {
    if (entry.offset < reached) return refuse("zip-entries-overlap", entry.path);
    reached = entry.offset + 30 + entry.packedBytes;
  }
  return reached > directoryStart ? refuse("zip-truncated") : { ok: true, entries };
}

function decodeName(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
