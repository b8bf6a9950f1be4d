import { crc32, deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readDirectory } from "./zip-directory.ts";
import { openZipBytes } from "./zip.ts";

/** One entry as another program would write it. `told` is the unpacked size that a zip64 directory claims. */
type Made = { name: string | Buffer; text?: string; flags?: number; extra?: Buffer; descriptor?: "signed" | "bare"; told?: bigint; noExtra64?: boolean };
type Ways = { zip64?: boolean; before?: string; behind?: string; entriesTold?: bigint; directoryTold?: bigint; gapBeforeLocator?: number; needless64?: boolean; noLocator?: boolean; disk?: number };

const UTF8 = 0x800;
const HAS_DESCRIPTOR = 8;
/** Names as the code page 437 of MS-DOS writes them, and Windows' Explorer after it. */
const cp437 = (text: string) => Buffer.from([...text].map((letter) => ({ Ö: 0x99, ö: 0x94, Ü: 0x9a, ä: 0x84, é: 0x82, ß: 0xe1 })[letter] ?? letter.charCodeAt(0)));

const le = (bytes: 2 | 4 | 8, value: number | bigint) => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer.subarray(0, bytes);
};

/** A zip written by hand after PKWARE's APPNOTE, so that no library checks itself. */
function madeByHand(files: Made[], { zip64 = false, before = "", behind = "", entriesTold, directoryTold, gapBeforeLocator = 0, needless64 = false, noLocator = false, disk = 0 }: Ways = {}): Buffer {
  const parts: Buffer[] = [Buffer.from(before)];
  const directory: Buffer[] = [];
  let offset = before.length;
  for (const { name, text = "", flags = 0, extra = Buffer.alloc(0), descriptor, told, noExtra64 = false } of files) {
    const path = Buffer.from(name);
    const packed = deflateRawSync(text);
    const bits = flags | (descriptor ? HAS_DESCRIPTOR : 0);
    const sum = le(4, crc32(text));
    const [packedBytes, bytes] = [packed.length, told ?? BigInt(Buffer.byteLength(text))];
    const head = [le(2, 20), le(2, bits), le(2, 8), le(4, 0x5b21_6000)];
    const inLocal = descriptor ? Buffer.alloc(12) : Buffer.concat([sum, le(4, packedBytes), le(4, zip64 ? 0xffffffff : bytes)]);
    const local64 = zip64 && !descriptor ? Buffer.concat([le(2, 1), le(2, 16), le(8, bytes), le(8, packedBytes)]) : Buffer.alloc(0);
    const after = descriptor ? [...(descriptor === "signed" ? [le(4, 0x08074b50)] : []), sum, le(4, packedBytes), le(4, bytes)] : [];
    const local = Buffer.concat([le(4, 0x04034b50), ...head, inLocal, le(2, path.length), le(2, local64.length), path, local64, packed, ...after]);
    const sizes = zip64 ? [le(4, 0xffffffff), le(4, 0xffffffff)] : [le(4, packedBytes), le(4, bytes)];
    const central64 = zip64 && !noExtra64 ? Buffer.concat([le(2, 1), le(2, 24), le(8, bytes), le(8, packedBytes), le(8, offset)]) : extra;
    const fields = [le(2, path.length), le(2, central64.length), le(2, 0), le(2, 0), le(2, 0), le(4, 0), le(4, zip64 ? 0xffffffff : offset)];
    directory.push(Buffer.concat([le(4, 0x02014b50), le(2, 20), ...head, sum, ...sizes, ...fields, path, central64]));
    parts.push(local);
    offset += local.length;
  }
  const size = directoryTold ?? BigInt(Buffer.concat(directory).length);
  const count = entriesTold ?? BigInt(files.length);
  const end64At = offset + Buffer.concat(directory).length;
  const end64 = Buffer.concat([le(4, 0x06064b50), le(8, 44), le(2, 45), le(2, 45), le(4, 0), le(4, 0), le(8, count), le(8, count), le(8, size), le(8, offset)]);
  const locator = Buffer.concat([le(4, 0x07064b50), le(4, 0), le(8, end64At), le(4, 1)]);
  const told = zip64 && !needless64 ? [le(2, 0xffff), le(2, 0xffff), le(4, 0xffffffff), le(4, 0xffffffff)] : [le(2, count), le(2, count), le(4, size), le(4, offset)];
  const end = Buffer.concat([le(4, 0x06054b50), le(2, disk), le(2, disk), ...told, le(2, 0)]);
  return Buffer.concat([...parts, ...directory, Buffer.from(behind), ...(zip64 ? [Buffer.alloc(gapBeforeLocator), end64, noLocator ? Buffer.alloc(0) : locator] : []), end]);
}

async function read(zip: Buffer): Promise<Record<string, string> | string> {
  const opened = await openZipBytes(zip);
  if (!opened.ok) return opened.reason;
  const files: Record<string, string> = {};
  for (const path of opened.files.list()) files[path] = Buffer.from(await opened.files.read(path)).toString();
  return files;
}

describe("a zip of another program is read:", () => {
  test("one of Windows with umlauts in its names, which are CP437", async () => {
    const zip = madeByHand([{ name: cp437("Übung/Größe é.xml"), text: "eins" }, { name: cp437("Ödem.xml"), text: "zwei" }]);
    expect(await read(zip)).toEqual({ "Übung/Größe é.xml": "eins", "Ödem.xml": "zwei" });
  });

  test("names in UTF-8, whether the zip says so or not, as those of a Mac do not", async () => {
    const zip = madeByHand([{ name: "Ödem.xml", text: "a", flags: UTF8 }, { name: "心臓.xml", text: "b" }]);
    expect(await read(zip)).toEqual({ "Ödem.xml": "a", "心臓.xml": "b" });
  });

  test("a name in UTF-8 beside its old one, as Info-ZIP writes it", async () => {
    const old = cp437("?dem.xml");
    const unicode = Buffer.from("œdem.xml");
    const extra = Buffer.concat([le(2, 0x7075), le(2, 5 + unicode.length), Buffer.from([1]), le(4, crc32(old)), unicode]);
    expect(await read(madeByHand([{ name: old, text: "a", extra }]))).toEqual({ "œdem.xml": "a" });
  });

  test.each(["signed", "bare"] as const)("sizes told after the bytes, as whoever writes to a pipe does (%s)", async (descriptor) => {
    const zip = madeByHand([{ name: "a.txt", text: "first", descriptor }, { name: "b.txt", text: "second".repeat(1000), descriptor }]);
    expect(await read(zip)).toEqual({ "a.txt": "first", "b.txt": "second".repeat(1000) });
  });

  test("zip64, for files and for the directory", async () => {
    const zip = madeByHand([{ name: "a.txt", text: "first" }, { name: cp437("Ö.txt"), text: "second" }], { zip64: true });
    expect(await read(zip)).toEqual({ "a.txt": "first", "Ö.txt": "second" });
  });

  test("zip64 where nothing needs it, as Info-ZIP writes what it reads from a pipe", async () => {
    expect(await read(madeByHand([{ name: "a.txt", text: "first" }], { zip64: true, needless64: true }))).toEqual({ "a.txt": "first" });
  });

  test("one behind a program that unpacks it", async () => {
    expect(await read(madeByHand([{ name: "a.txt", text: "first" }], { before: "#!/bin/sh\n" }))).toEqual({ "a.txt": "first" });
  });
});

describe("a hostile zip is refused in these dialects as well:", () => {
  test("a name that says it is UTF-8 and is not", async () => {
    expect(await read(madeByHand([{ name: cp437("Ödem.xml"), flags: UTF8 }]))).toBe("unreadable-file-name");
  });

  test.each([["../Ö"], ["/Ö"], ["Ö/../../b"], ["C:/Ö"], ["Ö\\b"], ["Ö\u0001"], ["Ö\u007f"], ["a\u0001"], ["Ö\0b"]])("a CP437 name of another place: %j", async (name) => {
    expect(await read(madeByHand([{ name: cp437(name) }]))).toBe("unsafe-file-name");
  });

  test("a name in UTF-8 of another place beside a harmless old one", async () => {
    const unicode = Buffer.from("../œ");
    const extra = Buffer.concat([le(2, 0x7075), le(2, 5 + unicode.length), Buffer.from([1]), le(4, crc32("a")), unicode]);
    expect(await read(madeByHand([{ name: "a", extra }]))).toBe("unsafe-file-name");
  });

  test("one name twice, in the same letters or in two code pages", async () => {
    expect(await read(madeByHand([{ name: "a" }, { name: "a" }]))).toBe("file-name-twice");
    expect(await read(madeByHand([{ name: "Ö", flags: UTF8 }, { name: cp437("Ö") }]))).toBe("file-name-twice");
  });

  test("zip64 with 100,000 entries told, before its directory is read", async () => {
    const zip = madeByHand([{ name: "a", text: "a" }], { zip64: true, entriesTold: 100_000n });
    const reads: number[] = [];
    const source = { size: zip.length, close: async () => {}, read: async (offset: number, length: number) => (reads.push(length), zip.subarray(offset, offset + length)) };
    expect(await readDirectory(source)).toMatchObject({ ok: false, reason: "too-many-files" });
    // The end record, the locator of its long form, and that.
    expect(reads).toEqual([zip.length, 20, 56]);
  });

  test("zip64 with numbers beyond every disk", async () => {
    const a = { name: "a", text: "a" };
    expect(await read(madeByHand([a], { zip64: true, directoryTold: 2n ** 40n }))).toBe("zip-directory-too-large");
    expect(await read(madeByHand([a], { zip64: true, directoryTold: 2n ** 64n - 1n }))).toBe("zip-directory-too-large");
    expect(await read(madeByHand([a], { zip64: true, entriesTold: 2n ** 64n - 1n }))).toBe("too-many-files");
    expect(await read(madeByHand([{ ...a, told: 2n ** 40n }], { zip64: true }))).toBe("zip-bomb");
    expect(await read(madeByHand([{ ...a, told: 2n ** 64n - 1n }], { zip64: true }))).toBe("zip-directory-damaged");
  });

  test("zip64 whose parts are not where they are told, or are missing", async () => {
    const a = { name: "a", text: "a" };
    expect(await read(madeByHand([a], { zip64: true, noLocator: true }))).toBe("zip-directory-damaged");
    expect(await read(madeByHand([a], { zip64: true, gapBeforeLocator: 8 }))).toBe("zip-directory-damaged");
    expect(await read(madeByHand([{ ...a, noExtra64: true }], { zip64: true }))).toBe("zip-directory-damaged");
    expect(await read(madeByHand([a], { zip64: true, entriesTold: 2n }))).toBe("zip-directory-damaged");
    expect(await read(madeByHand([a, { name: "b" }], { entriesTold: 1n }))).toBe("zip-directory-damaged");
    const two = madeByHand([a], { zip64: true, needless64: true });
    two.writeUInt16LE(2, two.length - 12);
    expect(await read(two)).toBe("zip-directory-damaged");
    const zip = madeByHand([a], { zip64: true });
    for (let length = 4; length < zip.length; length++) expect(await read(zip.subarray(0, length))).toBe("zip-truncated");
  });

  test("a file whose size after its bytes is not what came out", async () => {
    const zip = madeByHand([{ name: "a", text: "genuine", descriptor: "signed", told: 5n }]);
    await expect(read(zip)).rejects.toMatchObject({ name: "PackageReadError", reason: "zip-entry-damaged" });
  });

  test("a part of several, and one with something within", async () => {
    expect(await read(madeByHand([{ name: "a" }], { disk: 1 }))).toBe("zip-split");
    expect(await read(madeByHand([{ name: "a" }], { behind: "between directory and end" }))).toBe("zip-directory-damaged");
  });

  test("a second end of the zip, hidden in the directory", async () => {
    const hidden = Buffer.concat([le(4, 0x06054b50), le(4, 0), le(2, 60_000), le(2, 60_000), le(4, 46), le(4, 0), le(2, 22)]);
    const extra = Buffer.concat([le(2, 0x9999), le(2, hidden.length), hidden]);
    expect(await read(madeByHand([{ name: "a", extra }]))).toBe("zip-directory-damaged");
  });

  test("a directory of more than 32 MB", async () => {
    const zip = madeByHand([{ name: "a" }], { directoryTold: 33n * 1024n ** 2n });
    expect(await read(zip)).toBe("zip-directory-too-large");
  });

  test("a fault of the disk is told as what it is", async () => {
    const zip = madeByHand([{ name: "a" }]);
    let reads = 0;
    const broken = async (offset: number, length: number) => {
      if (++reads > 1) throw Object.assign(new Error("EIO: i/o error, read"), { syscall: "read" });
      return zip.subarray(offset, offset + length);
    };
    await expect(readDirectory({ size: zip.length, read: broken, close: async () => {} })).rejects.toThrow("EIO");
  });
});
