import { describe, expect, it } from "vitest";
import { changed, type HandmadeElement, handmadeFile, sequenceValue, smallImage } from "./handmade-file.ts";
import { parseFile } from "./parse-file.ts";

type Changes = Parameters<typeof changed>[1];

function read(changes: Changes, transferSyntax?: string) {
  return parseFile(handmadeFile(changed(smallImage, changes), transferSyntax));
}

function instanceOf(changes: Changes) {
  const parsed = read(changes);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.instance;
}

const perFrame = (items: HandmadeElement[][]): HandmadeElement => [0x52009230, "SQ", sequenceValue(items)];
const rescaleGroup = (slope: string): HandmadeElement => [0x00289145, "SQ", sequenceValue([[[0x00281052, "DS", "0"], [0x00281053, "DS", slope]]])];

describe("parseFile", () => {
  it("reads the facts of a small image, explicit and implicit alike", () => {
    const explicit = read([]);
    const implicit = read([], "1.2.840.10008.1.2");
    expect(explicit).toMatchObject({ ok: true, instance: { source: { rows: 2, columns: 2, frames: 1, signed: false }, inverted: false } });
    expect(implicit).toMatchObject({ ok: true, instance: { transferSyntax: "1.2.840.10008.1.2", source: { rows: 2, bitsStored: 16 } } });
  });

  it("is not stopped by illegal dates, identifiers and numbers", () => {
    const instance = instanceOf([
      [0x00080020, "DA", "20120000"],
      [0x00080032, "TM", "25-99"],
      [0x00100030, "DA", "00000000"],
      [0x0020000e, "UI", "1.02.x y"],
      [0x00200013, "IS", "seven"],
      [0x00281050, "DS", "abc"],
      [0x00281051, "DS", "400"],
    ]);
    expect(instance).toMatchObject({ instanceNumber: null, frames: [{ acquisitionTimeMs: null, windows: [] }] });
  });

  it("keeps all windows, with the function they are meant for", () => {
    const [frame] = instanceOf([[0x00281050, "DS", "40\\50"], [0x00281051, "DS", "400\\80"], [0x00281056, "CS", "SIGMOID"]]).frames;
    expect(frame?.windows).toEqual([{ center: 40, width: 400, shape: "SIGMOID" }, { center: 50, width: 80, shape: "SIGMOID" }]);
  });

  it("takes Presentation LUT Shape before MONOCHROME1", () => {
    expect(instanceOf([[0x00280004, "CS", "MONOCHROME1"]]).inverted).toBe(true);
    expect(instanceOf([[0x00280004, "CS", "MONOCHROME1"], [0x20500020, "CS", "IDENTITY"]]).inverted).toBe(false);
    expect(instanceOf([[0x20500020, "CS", "INVERSE"]]).inverted).toBe(true);
  });

  it("reads padding with the sign of the pixels", () => {
    expect(instanceOf([[0x00280103, "US", 1], [0x00280120, "SS", 0x8000]]).padding).toBe(-32768);
    expect(instanceOf([[0x00280120, "US", 0x8000]]).padding).toBe(32768);
  });

  it("passes on a known unit of Rescale Type and no other text", () => {
    expect(instanceOf([[0x00281054, "LO", "cm/s"]]).frames[0]?.rescale.unit).toBe("cm/s");
    expect(instanceOf([[0x00281054, "LO", "Dr Smith"]]).frames[0]?.rescale.unit).toBeNull();
  });

  it("takes the mean of a Frame Time Vector without its leading zero", () => {
    expect(instanceOf([[0x00181065, "DS", "0\\30\\50"]]).frameTimeMs).toBe(40);
  });

  it("reads per-frame groups of an enhanced image", () => {
    const instance = instanceOf([[0x00280008, "IS", "2"], [0x00280010, "US", 1], perFrame([[rescaleGroup("2")], [rescaleGroup("3")]])]);
    expect(instance.frames.map(({ rescale }) => rescale.slope)).toEqual([2, 3]);
  });

  it.each([
    ["JPEG-LS by name", [], "transfer-syntax-not-supported", "JPEG-LS Lossless (1.2.840.10008.1.2.4.80)", "1.2.840.10008.1.2.4.80"],
    ["deflate by name", [], "transfer-syntax-not-supported", "Deflated Explicit VR Little Endian", "1.2.840.10008.1.2.1.99"],
    ["an invented transfer syntax", [], "transfer-syntax-not-supported", "unknown (1.2.3)", "1.2.3"],
    ["palette colour by name", [[0x00280004, "CS", "PALETTE COLOR"]], "photometric-not-supported", "PALETTE COLOR", undefined],
    ["pixels that are shorter than the matrix", [[0x00280010, "US", 3]], "pixel-data-too-short", "8 bytes", undefined],
    ["a bomb of frames", [[0x00280008, "IS", "2000"]], "pixel-data-too-short", "need 16000", undefined],
    ["more frames than the limit", [[0x00280008, "IS", "2000000000"]], "too-many-frames", "at most", undefined],
    ["a negative number of frames", [[0x00280008, "IS", "-1"]], "frames-not-a-number", "frames", undefined],
    ["a matrix beyond 4096", [[0x00280010, "US", 65535], [0x00280011, "US", 65535]], "matrix-too-large", "4096", undefined],
    ["no pixels", [[0x7fe00010, null]], "no-pixel-data", "no pixel data", undefined],
    ["no rows", [[0x00280010, null]], "no-images", "no image", undefined],
    ["32 bits", [[0x00280100, "US", 32]], "bits-not-supported", "32 bits", undefined],
    ["more bits stored than allocated", [[0x00280101, "US", 20]], "bits-contradict", "20 bits", undefined],
    ["16 bit colour", [[0x00280004, "CS", "RGB"], [0x00280002, "US", 3]], "bits-not-supported", "8 bits per channel", undefined],
    ["two samples of grey", [[0x00280002, "US", 2]], "samples-contradict", "2 samples", undefined],
    ["a rescale slope of 0", [[0x00281053, "DS", "0"]], "rescale-not-a-number", "rescale", undefined],
    ["a Modality LUT", [[0x00283000, "SQ", sequenceValue([[[0x00283002, "US", 1]]])]], "modality-lut-not-supported", "Modality LUT", undefined],
    ["a VOI LUT without a window", [[0x00283010, "SQ", sequenceValue([[[0x00283002, "US", 1]]])]], "voi-lut-not-supported", "VOI LUT", undefined],
    ["groups that do not match the frames", [perFrame([[], []])], "frames-contradict", "describes 2", undefined],
  ] as [string, Changes, string, string, string | undefined][])("refuses %s", (_name, changes, reason, words, transferSyntax) => {
    const parsed = read(changes, transferSyntax);
    expect(parsed).toMatchObject({ ok: false, reason, message: expect.stringContaining(words) });
  });

  it("refuses what is no DICOM file", () => {
    expect(parseFile(new Uint8Array(0))).toMatchObject({ ok: false, reason: "not-dicom" });
    expect(parseFile(new TextEncoder().encode("x".repeat(500)))).toMatchObject({ ok: false, reason: "not-dicom" });
  });

  it("refuses more pixels than a candidate's browser may hold, at once", () => {
    const rows: Changes = [[0x00280010, "US", 4096], [0x00280011, "US", 4096], [0x00280008, "IS", "3"]];
    expect(read([...rows, [0x7fe00010, "OW", new Uint8Array(4096 * 4096 * 2 * 3)]])).toMatchObject({ ok: false, reason: "series-too-large" });
  });

  it("warns of burned-in text and overlays", () => {
    const { warnings } = instanceOf([[0x00280301, "CS", "YES"], [0x60003000, "OW", Uint8Array.of(1, 0)]]);
    expect(warnings).toHaveLength(2);
  });
});
