import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MrImageFacts, writeMrImage } from "#app/dicom/write-dicom.ts";
import { displayValue } from "#app/pixels/voi.ts";
import { imagesCommand } from "./images.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "images-"));
});
afterEach(() => rm(cwd, { recursive: true }));

const first = [-2048, -10, 0, 10, 100, 2047];
const second = [1, 2, 3, 4, 5, 6];

function cine(facts: Partial<MrImageFacts> = {}): Uint8Array {
  return writeMrImage({
    rows: 2,
    columns: 3,
    frames: [first, second],
    bitsStored: 12,
    signed: true,
    seriesInstanceUid: "2.25.11",
    instanceNumber: 1,
    position: [0, 0, 0],
    orientation: [1, 0, 0, 0, 1, 0],
    spacing: { row: 1, column: 1 },
    frameTimeMs: 50,
    window: { center: 0, width: 200 },
    ...facts,
  });
}

async function run(...args: string[]) {
  let stdout = "";
  let stderr = "";
  const exit = await imagesCommand(args, { stdout: { write: (text) => (stdout += text) }, stderr: { write: (text) => (stderr += text) }, cwd });
  return { exit, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> };
}

/** Pixels of a PNG whose lines have no filter, as ours. */
async function pngPixels(name: string, stride: number): Promise<number[]> {
  const png = await readFile(join(cwd, name));
  const start = png.indexOf("IDAT");
  const lines = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
  return [...lines].filter((_byte, index) => index % (stride + 1) !== 0);
}

describe("images inspect", () => {
  it("tells what an import would do, files it refuses one by one", async () => {
    await mkdir(join(cwd, "in/deep"), { recursive: true });
    await writeFile(join(cwd, "in/deep/a.dcm"), cine());
    await writeFile(join(cwd, "in/notes.txt"), "hello");
    const { exit, json } = await run("inspect", "in", "missing.dcm", "--json");
    expect(exit).toBe(0);
    expect(json()).toMatchObject({
      files: [
        { file: "in/deep/a.dcm", ok: true, transferSyntax: "1.2.840.10008.1.2.1", rows: 2, columns: 3, frames: 2, photometric: "MONOCHROME2" },
        { file: "in/notes.txt", ok: false, why: expect.stringContaining("not a DICOM file") },
        { file: "missing.dcm", ok: false, why: expect.stringContaining("no such file") },
      ],
      series: [{ seriesKey: "series-01", frames: 2, rows: 2, columns: 3, frameTimeMs: 50, kind: "cine", files: ["in/deep/a.dcm"] }],
      warnings: [],
    });
  });

  it("exits 1 with a sentence where nothing can be imported", async () => {
    await writeFile(join(cwd, "cut.dcm"), cine().subarray(0, 500));
    const { exit, json, stderr } = await run("inspect", "cut.dcm", "--json");
    expect(exit).toBe(1);
    expect(json()).toMatchObject({ ok: false, reason: expect.any(String), details: [{ file: "cut.dcm", why: expect.any(String) }] });
    expect(stderr).toContain("refused cut.dcm");
  });
});

describe("images import", () => {
  it("writes one series directly into the folder and gives its pixels back", async () => {
    await writeFile(join(cwd, "a.dcm"), cine());
    const { exit, json } = await run("import", "a.dcm", "--out", "study", "--json");
    expect(exit).toBe(0);
    expect(json()).toMatchObject({ ok: true, studies: [{ seriesKey: "series-01", dir: "study", frames: 2 }], refused: [], warnings: [] });
    expect((await readdir(join(cwd, "study"))).toSorted()).toEqual(["frames", "manifest.json"]);

    expect((await run("pixels", "study", "--frame", "0", "--out", "f.raw")).exit).toBe(0);
    const raw = await readFile(join(cwd, "f.raw"));
    expect(Array.from({ length: 6 }, (_, i) => raw.readInt16LE(2 * i))).toEqual(first);
  });

  it("writes several series into one folder each", async () => {
    await writeFile(join(cwd, "a.dcm"), cine());
    await writeFile(join(cwd, "b.dcm"), cine({ seriesInstanceUid: "2.25.12", frames: [second] }));
    const { json } = await run("import", "a.dcm", "b.dcm", "--out", "studies", "--json");
    expect(json()).toMatchObject({ studies: [{ dir: "studies/series-01" }, { dir: "studies/series-02", frames: 1 }] });
    expect((await readdir(join(cwd, "studies"))).toSorted()).toEqual(["series-01", "series-02"]);
  });

  it("writes nothing when every file is refused", async () => {
    await writeFile(join(cwd, "notes.txt"), "hello");
    const { exit, json } = await run("import", "notes.txt", "--out", "study", "--json");
    expect(exit).toBe(1);
    expect(json()).toMatchObject({ ok: false, reason: "not-dicom", refused: [{ file: "notes.txt" }], studies: [] });
    expect(await readdir(cwd)).toEqual(["notes.txt"]);
  });
});

describe("images render", () => {
  it("writes the frame through the study's window, or another with a negative centre", async () => {
    await writeFile(join(cwd, "a.dcm"), cine());
    await run("import", "a.dcm", "--out", "study");
    await run("render", "study", "--frame", "0", "--out", "own.png");
    expect(await pngPixels("own.png", 3)).toEqual(first.map((value) => displayValue(value, { center: 0, width: 200, shape: "LINEAR" })));
    expect((await run("render", "study", "--frame", "0", "--center", "-10", "--width", "50", "--out", "other.png")).exit).toBe(0);
    expect(await pngPixels("other.png", 3)).toEqual(first.map((value) => displayValue(value, { center: -10, width: 50, shape: "LINEAR" })));
  });

  it("refuses a frame that is not there and a file that was changed", async () => {
    await writeFile(join(cwd, "a.dcm"), cine());
    await run("import", "a.dcm", "--out", "study");
    expect((await run("render", "study", "--frame", "2", "--out", "x.png", "--json")).json()).toMatchObject({ ok: false, reason: "no-such-frame" });
    for (const name of await readdir(join(cwd, "study/frames"))) await writeFile(join(cwd, "study/frames", name), "changed");
    const { exit, json } = await run("pixels", "study", "--frame", "0", "--out", "x.raw", "--json");
    expect(exit).toBe(1);
    expect(json()).toMatchObject({ ok: false, reason: "damaged-study" });
    expect((await run("pixels", "nowhere", "--frame", "0", "--out", "x.raw")).exit).toBe(1);
  });
});

describe("images", () => {
  it("exits 2 and explains when it is used wrongly", async () => {
    const wrong = [[], ["polish", "a"], ["inspect"], ["import", "a"], ["render", "s", "--out", "x"], ["render", "s", "--frame", "0", "--out", "x", "--center", "4"], ["pixels", "s", "--frame", "-1", "--out", "x"], ["inspect", "a", "--colour"]];
    for (const args of wrong) {
      const { exit, stderr, stdout } = await run(...args);
      expect([args, exit, stdout]).toEqual([args, 2, ""]);
      expect(stderr).toContain("exam images inspect");
    }
  });

  it("explains itself with --help", async () => {
    expect(await run("--help")).toMatchObject({ exit: 0, stdout: expect.stringContaining("exam images render") });
  });
});
