import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync, type Zippable } from "fflate";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packageLimits } from "./package-files.ts";
import { readDirectory } from "./zip-directory.ts";
import { openZipBytes, openZipFile } from "./zip.ts";

async function reasonOf(bytes: Uint8Array): Promise<string> {
  const opened = await openZipBytes(bytes);
  return opened.ok ? "opened" : opened.reason;
}

/** Changes one little-endian number of the first central directory record. */
function patchDirectory(zip: Uint8Array, offset: number, value: number, bytes: 2 | 4): Uint8Array {
  const copy = Buffer.from(zip);
  const at = copy.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  if (bytes === 4) copy.writeUInt32LE(value, at + offset);
  else copy.writeUInt16LE(value, at + offset);
  return copy;
}

describe("a zip as a package", () => {
  test("lists its files sorted, without folders, and reads stored and packed ones", async () => {
    const opened = await openZipBytes(zipSync({ b: { "c.txt": [strToU8("c".repeat(1000)), { level: 9 }] }, "a.txt": [strToU8("a"), { level: 0 }] }));
    if (!opened.ok) throw new Error(opened.reason);
    expect(opened.files.list()).toEqual(["a.txt", "b/c.txt"]);
    expect(Buffer.from(await opened.files.read("a.txt")).toString()).toBe("a");
    expect((await opened.files.read("b/c.txt")).length).toBe(1000);
    await expect(opened.files.read("d.txt")).rejects.toMatchObject({ name: "PackageReadError", reason: "file-missing" });
  });

  test("gives back whatever another zip library packed", async () => {
    const name = fc.stringMatching(/^[a-z0-9_-]{1,12}$/).filter((text) => text !== "__proto__");
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.uint8Array({ maxLength: 3000 }), { noNullPrototype: true }), async (files) => {
        const opened = await openZipBytes(zipSync(files as Zippable));
        if (!opened.ok) throw new Error(opened.reason);
        expect(opened.files.list()).toEqual(Object.keys(files).sort());
        for (const [path, bytes] of Object.entries(files)) expect(Buffer.from(await opened.files.read(path)).equals(bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("reads from a file on disk and closes it", async () => {
    const dir = await mkdtemp(join(tmpdir(), "zip-"));
    await writeFile(join(dir, "a.zip"), zipSync({ "a.txt": strToU8("on disk") }));
    const opened = await openZipFile(join(dir, "a.zip"));
    if (!opened.ok) throw new Error(opened.reason);
    expect(Buffer.from(await opened.files.read("a.txt")).toString()).toBe("on disk");
    await opened.files.close();
    await opened.files.close();
    await rm(dir, { recursive: true });
  });
});

describe("a hostile zip is refused before anything is unpacked:", () => {
  test.each([["../etc/passwd"], ["/etc/passwd"], ["a/../../b"], ["C:/windows"], ["a\\b"], ["a//b"], ["./a"], ["a\0b"]])("a file named %j", async (name) => {
    expect(await reasonOf(zipSync({ [name]: strToU8("x") }))).toBe("unsafe-file-name");
  });

  test("one cut off anywhere", async () => {
    const zip = zipSync({ "a.txt": strToU8("some text that is long enough"), "b.txt": strToU8("more") });
    for (let length = 4; length < zip.length; length++) expect(await reasonOf(zip.slice(0, length))).toBe("zip-truncated");
    expect(await reasonOf(zip)).toBe("opened");
  });

  test("something else altogether", async () => {
    expect(await reasonOf(strToU8("%PDF-1.7 and so on"))).toBe("not-a-zip");
    expect(await reasonOf(new Uint8Array())).toBe("not-a-zip");
  });

  test("one of 100,000 entries, before its directory is read", async () => {
    const one = Buffer.from(zipSync({ a: strToU8("x") }));
    const record = one.subarray(one.indexOf(Buffer.from([0x50, 0x4b, 1, 2])), one.length - 22);
    const directory = Buffer.concat(Array.from({ length: 100_000 }, () => record));
    const end = Buffer.from(one.subarray(one.length - 22));
    end.writeUInt16LE(100_000 % 65_536, 8);
    end.writeUInt16LE(100_000 % 65_536, 10);
    end.writeUInt32LE(directory.length, 12);
    const zip = Buffer.concat([one.subarray(0, one.length - 22 - record.length), directory, end]);
    let bytesRead = 0;
    const read = async (offset: number, length: number) => {
      bytesRead += length;
      return zip.subarray(offset, offset + length);
    };
    expect(await readDirectory({ size: zip.length, read, close: async () => {} })).toMatchObject({ ok: false, reason: "too-many-files" });
    // The end record and the longest comment that it may carry.
    expect(bytesRead).toBe(22 + 0xffff);
    expect(zip.length).toBeGreaterThan(50 * bytesRead);
  });

  test("one whose end record counts fewer entries than the directory holds", async () => {
    const zip = Buffer.from(zipSync({ a: strToU8("x"), b: strToU8("y") }));
    zip.writeUInt16LE(1, zip.length - 12);
    expect(await reasonOf(zip)).toBe("zip-directory-damaged");
  });

  test("a bomb: 20 MB of zeros", async () => {
    const bomb = zipSync({ a: [new Uint8Array(20 * 1024 ** 2), { level: 6 }] });
    expect(bomb.length).toBeLessThan(40_000);
    expect(await reasonOf(bomb)).toBe("zip-bomb");
  });

  test("a bomb that lies about its size stops at the size it told", async () => {
    const bomb = patchDirectory(zipSync({ a: [new Uint8Array(20 * 1024 ** 2), { level: 6 }] }), 24, 1000, 4);
    const opened = await openZipBytes(bomb);
    if (!opened.ok) throw new Error(opened.reason);
    await expect(opened.files.read("a")).rejects.toMatchObject({ reason: "zip-entry-damaged" });
  });

  test("files of more than 2 GB together", async () => {
    const zip = patchDirectory(zipSync({ a: [strToU8("x"), { level: 6 }] }), 20, 0x7fffffff, 4);
    expect(await reasonOf(patchDirectory(zip, 24, 0x7fffffff, 4))).toBe("package-too-large");
    expect(packageLimits.totalBytes).toBe(2 ** 31);
  });

  test("entries that share their bytes", async () => {
    const zip = Buffer.from(zipSync({ a: strToU8("x"), b: strToU8("x") }));
    const second = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    zip.writeUInt32LE(0, second + 42);
    expect(await reasonOf(zip)).toBe("zip-entries-overlap");
  });

  test("encrypted entries, links, parts on another disk, and an unknown method of packing", async () => {
    const zip = zipSync({ a: strToU8("x") });
    expect(await reasonOf(patchDirectory(zip, 8, 1, 2))).toBe("zip-encrypted");
    expect(await reasonOf(patchDirectory(zip, 10, 99, 2))).toBe("zip-method-not-supported");
    expect(await reasonOf(patchDirectory(zip, 34, 1, 2))).toBe("zip-split");
    const link = zipSync({ a: [strToU8("/etc/passwd"), { os: 3, attrs: 0o120777 << 16 }] });
    expect(await reasonOf(link)).toBe("zip-holds-a-link");
  });

  test("an entry whose bytes were changed is a fault when it is read", async () => {
    const zip = zipSync({ a: [strToU8("genuine"), { level: 0 }] });
    zip[zip.indexOf("genuine".charCodeAt(0), 30)]! ^= 1;
    const opened = await openZipBytes(zip);
    if (!opened.ok) throw new Error(opened.reason);
    await expect(opened.files.read("a")).rejects.toMatchObject({ reason: "zip-entry-damaged" });
  });
});
