import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type MrImageFacts, writeMrImage } from "./write-dicom.ts";

const facts: MrImageFacts = {
  rows: 2,
  columns: 3,
  frames: [[-2048, -1, 0, 1, 2047, 5]],
  bitsStored: 12,
  signed: true,
  seriesInstanceUid: "2.25.42",
  instanceNumber: 7,
  position: [1 / 3, -2.5, 3e-7],
  orientation: [1, 0, 0, 0, 1, 0],
  spacing: { row: 1.5, column: 1.25 },
  triggerTimeMs: 33.3,
  window: { center: 0, width: 300 },
  rescale: { slope: 0.0732, intercept: 0, unit: "cm/s" },
};

const dcmdumpMissing = spawnSync("dcmdump", ["--version"]).error !== undefined;

function dump(file: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "write-dicom-"));
  try {
    writeFileSync(join(folder, "image.dcm"), file);
    const run = spawnSync("dcmdump", [join(folder, "image.dcm")], { encoding: "utf8" });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
    return run.stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("writeMrImage", () => {
  it("writes the same bytes for the same facts", () => {
    expect(writeMrImage(facts)).toEqual(writeMrImage({ ...facts }));
  });

  it("refuses pixels that do not fit the facts", () => {
    expect(() => writeMrImage({ ...facts, bitsStored: 11 })).toThrow("outside -1024 to 1023");
    expect(() => writeMrImage({ ...facts, rows: 3 })).toThrow("not 3 x 3");
    expect(() => writeMrImage({ ...facts, frames: [] })).toThrow("at least one frame");
    expect(() => writeMrImage({ ...facts, bitsStored: 17 })).toThrow("1 to 16");
  });

  it("refuses a UID that would grow past 64 characters", () => {
    expect(() => writeMrImage({ ...facts, seriesInstanceUid: `2.25.${"9".repeat(58)}` })).toThrow("64 characters");
  });

  it.skipIf(dcmdumpMissing)("writes a file that dcmdump reads without a warning (skipped without dcmtk)", () => {
    const text = dump(writeMrImage(facts));
    expect(text).toContain("(0020,0032) DS [0.33333333333333\\-2.5\\3e-7]");
    expect(text).toContain("(0028,1053) DS [0.0732]");
    expect(text).toContain("(7fe0,0010) OW 0800\\0fff\\0000\\0001\\07ff\\0005");
    expect(text).toContain("(0010,0010) PN (no value available)");
  });

  it.skipIf(dcmdumpMissing)("writes several 8-bit frames with their frame time (skipped without dcmtk)", () => {
    const frames = [[1, 2, 3], [4, 5, 255]];
    const text = dump(writeMrImage({ ...facts, rows: 1, frames, bitsStored: 8, signed: false, frameTimeMs: 40 }));
    expect(text).toContain("(0028,0008) IS [2]");
    expect(text).toContain("(0028,0009) AT (0018,1063)");
    expect(text).toContain("(7fe0,0010) OB 01\\02\\03\\04\\05\\ff");
  });
});
