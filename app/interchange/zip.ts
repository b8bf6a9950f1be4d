import { open } from "node:fs/promises";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import { PackageReadError, packageLimits, type OpenedPackage, type PackageFiles } from "./package-files.ts";
import { readDirectory, type ZipEntry } from "./zip-directory.ts";
import type { ZipSource } from "./zip-end.ts";

const inflate = promisify(inflateRaw) as (data: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

/** Opens a zip file; entries are unpacked one by one when they are read, never to disk. */
export async function openZipFile(path: string): Promise<OpenedPackage> {
  const handle = await open(path, "r");
  let closed = false;
  const close = async () => {
    if (!closed) await handle.close();
    closed = true;
  };
  const { size } = await handle.stat();
  const read = async (offset: number, length: number) => {
    const target = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await handle.read(target, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return target.subarray(0, filled);
  };
  return openZip({ size, read, close });
}

/** Opens a zip held in memory. */
export function openZipBytes(bytes: Uint8Array): Promise<OpenedPackage> {
  return openZip({ size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length), close: async () => {} });
}

async function openZip(source: ZipSource): Promise<OpenedPackage> {
  const directory = await readDirectory(source).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  if (!directory.ok) {
    await source.close();
    return directory;
  }
  const { entries } = directory;
  const files: PackageFiles = {
    list: () => [...entries.keys()].sort(),
    read: async (path) => {
      const entry = entries.get(path);
      if (!entry) throw new PackageReadError("file-missing", path);
      return readEntry(source, entry);
    },
    close: () => source.close(),
  };
  return { ok: true, files };
}

async function readEntry(source: ZipSource, entry: ZipEntry): Promise<Uint8Array> {
  const header = Buffer.from(await source.read(entry.offset, 30));
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) throw new PackageReadError("zip-entry-damaged", entry.path);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = await source.read(start, entry.packedBytes);
  if (packed.length !== entry.packedBytes) throw new PackageReadError("zip-truncated", entry.path);
  const bytes = entry.method === 0 ? packed : await unpack(packed, entry);
  if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc) throw new PackageReadError("zip-entry-damaged", entry.path);
  return bytes;
}

/** Stops as soon as more comes out than the directory promised, whatever the entry claims. */
async function unpack(packed: Uint8Array, entry: ZipEntry): Promise<Uint8Array> {
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, Math.min(entry.bytes, packageLimits.fileBytes)) });
  } catch {
    throw new PackageReadError("zip-entry-damaged", entry.path);
  }
}
