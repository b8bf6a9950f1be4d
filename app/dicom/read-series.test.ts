import { describe, expect, it } from "vitest";
import { changed, handmadeFile, type HandmadeElement, sequenceValue, smallImage } from "./handmade-file.ts";
import { readSeries } from "./read-series.ts";
import type { SourceFile } from "./series.ts";
import { type MrImageFacts, writeMrImage } from "./write-dicom.ts";

function mr(name: string, facts: Partial<MrImageFacts> = {}): SourceFile {
  const instanceNumber = facts.instanceNumber ?? 1;
  const bytes = writeMrImage({
    rows: 2,
    columns: 2,
    frames: [[instanceNumber, 1, 2, 3]],
    bitsStored: 12,
    signed: false,
    seriesInstanceUid: "2.25.7",
    instanceNumber,
    position: [0, 0, 0],
    orientation: [1, 0, 0, 0, 1, 0],
    spacing: { row: 1.5, column: 1.5 },
    ...facts,
  });
  return { name, bytes: () => bytes };
}

function handmade(name: string, changes: Parameters<typeof changed>[1], transferSyntax?: string): SourceFile {
  const bytes = handmadeFile(changed(smallImage, changes), transferSyntax);
  return { name, bytes: () => bytes };
}

async function only(files: SourceFile[]) {
  const { series, files: reports } = await readSeries(files);
  expect(reports.filter(({ ok }) => !ok)).toEqual([]);
  expect(series).toHaveLength(1);
  const [one] = series;
  if (!one) throw new Error("no series");
  return { ...one, order: one.frames.map(({ file, index }) => (one.frames.length > 1 && new Set(one.frames.map((frame) => frame.file)).size === 1 ? index : file.name)) };
}

const z = (height: number): MrImageFacts["position"] => [0, 0, height];

describe("readSeries", () => {
  it("calls a single image a still", async () => {
    expect(await only([mr("a")])).toMatchObject({ kind: "still", slices: 1, phases: 1, pixelSpacing: { row: 1.5, column: 1.5 } });
  });

  it("orders slices along the normal, whatever the order of the files", async () => {
    const files = [mr("c", { position: z(20), instanceNumber: 1 }), mr("a", { position: z(-5), instanceNumber: 3 }), mr("b", { position: z(10), instanceNumber: 2 })];
    expect(await only(files)).toMatchObject({ kind: "stack", slices: 3, order: ["a", "b", "c"] });
    expect((await only(files.toReversed())).order).toEqual(["a", "b", "c"]);
  });

  it("orders the phases of a cine by trigger time before instance number, and takes its step as frame time", async () => {
    const cine = await only([mr("late", { triggerTimeMs: 80, instanceNumber: 1 }), mr("early", { triggerTimeMs: 0, instanceNumber: 3 }), mr("mid", { triggerTimeMs: 40, instanceNumber: 2 })]);
    expect(cine).toMatchObject({ kind: "cine", phases: 3, frameTimeMs: 40, frameTimeSource: "trigger-time", order: ["early", "mid", "late"] });
  });

  it("makes a grid of slices and phases", async () => {
    const files = [10, 0].flatMap((height) => [33, 0].map((triggerTimeMs) => mr(`${height}/${triggerTimeMs}`, { position: z(height), triggerTimeMs, instanceNumber: height + triggerTimeMs })));
    const grid = await only(files);
    expect(grid).toMatchObject({ kind: "stack-of-cines", slices: 2, phases: 2, order: ["0/0", "0/33", "10/0", "10/33"] });
    expect(grid.frames.map(({ slice, phase }) => [slice, phase])).toEqual([[0, 0], [0, 1], [1, 0], [1, 1]]);
  });

  it("shows an incomplete grid as a stack and says so", async () => {
    const ragged = await only([mr("a", { triggerTimeMs: 0 }), mr("b", { triggerTimeMs: 30, instanceNumber: 2 }), mr("c", { position: z(9), triggerTimeMs: 0, instanceNumber: 3 })]);
    expect(ragged).toMatchObject({ kind: "stack", slices: 3, phases: 1 });
    expect(ragged.warnings.join()).toContain("same number of phases");
  });

  it("reads a multi-frame file with a frame time as a cine", async () => {
    const frames = [[1, 1, 1, 1], [2, 2, 2, 2], [3, 3, 3, 3]];
    expect(await only([mr("a", { frames, frameTimeMs: 69.47 })])).toMatchObject({ kind: "cine", phases: 3, frameTimeMs: 69.47, frameTimeSource: "frame-time", order: [0, 1, 2] });
  });

  it("reads a multi-frame file that gives neither place nor time as a stack", async () => {
    expect(await only([handmade("a", [[0x00280008, "IS", "2"], [0x00280010, "US", 1]])])).toMatchObject({ kind: "stack", slices: 2 });
  });

  it("takes the cine rate where no time is told, and 40 ms where nothing is", async () => {
    const two: HandmadeElement[] = [[0x00280008, "IS", "2"], [0x00280010, "US", 1]];
    expect(await only([handmade("a", [...two, [0x00180040, "IS", "20"]])])).toMatchObject({ kind: "cine", frameTimeMs: 50, frameTimeSource: "cine-rate" });
    const assumed = await only([mr("a"), mr("b", { instanceNumber: 2 })]);
    expect(assumed).toMatchObject({ kind: "cine", frameTimeMs: 40, frameTimeSource: "assumed" });
    expect(assumed.warnings.join()).toContain("40 ms are assumed");
  });

  it("parts a series by orientation, matrix and series identifier", async () => {
    const { series } = await readSeries([
      mr("a"),
      mr("turned", { orientation: [0, 1, 0, 0, 0, -1] }),
      mr("wider", { columns: 4, frames: [[1, 2, 3, 4, 5, 6, 7, 8]] }),
      mr("other", { seriesInstanceUid: "2.25.8" }),
    ]);
    expect(series.map(({ seriesKey, kind }) => [seriesKey, kind])).toEqual([["series-01", "still"], ["series-02", "still"], ["series-03", "still"], ["series-04", "still"]]);
  });

  it("refuses a series with a foreign patient, naming no one", async () => {
    const { series, files } = await readSeries([handmade("a", [[0x00100020, "LO", "P1"]]), handmade("b", [[0x00100020, "LO", "P2"], [0x00080018, "UI", "2.25.5"]])]);
    expect(series).toEqual([]);
    expect(files.map(({ ok, reason }) => [ok, reason])).toEqual([[false, "foreign-patient"], [false, "foreign-patient"]]);
    expect(files[0]?.why).toBe("The series holds images of more than one patient; nothing of it is taken.");
  });

  it("leaves out a copy of a file", async () => {
    const { series, warnings } = await readSeries([mr("a"), mr("copy of a")]);
    expect(series[0]?.frames).toHaveLength(1);
    expect(warnings.join()).toContain("copy of a");
  });

  it.each([
    ["rescale", [[0x00281053, "DS", "2"], [0x00281052, "DS", "0"]], "rescale-differs"],
    ["pixel format", [[0x00280103, "US", 1]], "pixel-format-differs"],
    ["inversion", [[0x00280004, "CS", "MONOCHROME1"]], "photometric-differs"],
    ["pixel spacing", [[0x00280030, "DS", "2\\2"]], "spacing-differs"],
  ] as [string, HandmadeElement[], string][])("refuses a series whose images differ in %s", async (_name, changes, reason) => {
    const { files } = await readSeries([handmade("a", []), handmade("b", [[0x00080018, "UI", "2.25.5"], ...changes])]);
    expect(files.map((file) => file.reason)).toEqual([reason, reason]);
  });

  it("refuses a file whose frames differ in orientation", async () => {
    const plane = (text: string): HandmadeElement[] => [[0x00209116, "SQ", sequenceValue([[[0x00200037, "DS", text]]])]];
    const groups: HandmadeElement = [0x52009230, "SQ", sequenceValue([plane("1\\0\\0\\0\\1\\0"), plane("0\\1\\0\\0\\0\\1")])];
    const { files } = await readSeries([handmade("a", [[0x00280008, "IS", "2"], [0x00280010, "US", 1], groups])]);
    expect(files[0]).toMatchObject({ ok: false, reason: "orientation-differs" });
  });

  it("takes one large image and refuses a large cine", async () => {
    const large = Array.from({ length: 1100 * 2 }, () => 1);
    expect((await only([mr("a", { rows: 1100, frames: [large] })])).kind).toBe("still");
    const { files } = await readSeries([mr("a", { rows: 1100, frames: [large, large], frameTimeMs: 40 })]);
    expect(files[0]).toMatchObject({ ok: false, reason: "matrix-too-large" });
    expect((await only([mr("a", { rows: 600, frames: [large.slice(0, 1200), large.slice(0, 1200)], frameTimeMs: 40 })])).warnings.join()).toContain("more than 512");
  });

  it("goes on after a file that cannot be read", async () => {
    const broken: SourceFile = { name: "broken", bytes: () => Promise.reject(new Error("gone")) };
    const { files, series } = await readSeries([broken, mr("a")]);
    expect(files.map(({ ok, reason }) => [ok, reason])).toEqual([[false, "unreadable"], [true, undefined]]);
    expect(series).toHaveLength(1);
  });
});
