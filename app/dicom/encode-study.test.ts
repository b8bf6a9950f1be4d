import { describe, expect, it } from "vitest";
import { decodeFrame } from "#app/pixels/frame-codec.ts";
import { canonicalManifest, platformSha256, studyIdOf } from "#app/pixels/study-id.ts";
import { encodeStudy } from "./encode-study.ts";
import { ascii, changed, type HandmadeElement, handmadeFile, joined, sequenceValue, smallImage } from "./handmade-file.ts";
import { readSeries } from "./read-series.ts";

async function encoded(changes: Parameters<typeof changed>[1], edit: (file: Uint8Array) => Uint8Array = (file) => file) {
  const bytes = edit(handmadeFile(changed(smallImage, changes)));
  const { series, files } = await readSeries([{ name: "a", bytes: () => bytes }]);
  expect(files.map(({ why }) => why)).toEqual([undefined]);
  const [one] = series;
  if (!one) throw new Error("no series");
  return encodeStudy(one);
}

async function firstFrame({ manifest, frames }: Awaited<ReturnType<typeof encoded>>) {
  return decodeFrame(frames.get(manifest.frames[0]?.hash ?? "") ?? new Uint8Array(), manifest);
}

describe("encodeStudy", () => {
  it("names frames and study by content", async () => {
    const study = await encoded([]);
    const [frame] = study.manifest.frames;
    const bytes = study.frames.get(frame?.hash ?? "") ?? new Uint8Array();
    expect(frame).toMatchObject({ hash: await platformSha256(bytes), bytes: bytes.length, minimum: 1, maximum: 4 });
    expect(study.studyId).toBe(await studyIdOf(study.manifest));
    expect(canonicalManifest(JSON.parse(canonicalManifest(study.manifest)))).toBe(canonicalManifest(study.manifest));
    expect((await encoded([])).studyId).toBe(study.studyId);
  });

  it("gives the stored values, junk above the stored bits dropped and signs extended", async () => {
    const pixels = Uint8Array.of(0xff, 0xff, 0x00, 0xf8, 0x01, 0x30, 0xff, 0x07);
    const study = await encoded([[0x00280101, "US", 12], [0x00280102, "US", 11], [0x00280103, "US", 1], [0x7fe00010, "OW", pixels]]);
    expect(await firstFrame(study)).toEqual(Int16Array.of(-1, -2048, 1, 2047));
    expect(study.manifest).toMatchObject({ storage: "int16", bitsStored: 12 });
  });

  it("turns colour planes into pixels and shows colour unchanged", async () => {
    const planes = Uint8Array.of(1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24);
    const colour: HandmadeElement[] = [[0x00280002, "US", 3], [0x00280004, "CS", "RGB"], [0x00280006, "US", 1], [0x00280100, "US", 8], [0x00280101, "US", 8], [0x00280102, "US", 7], [0x7fe00010, "OB", planes]];
    const study = await encoded(colour);
    expect(await firstFrame(study)).toEqual(Uint8Array.of(1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24));
    expect(study.manifest.windows).toEqual([{ center: 127.5, width: 255, shape: "LINEAR_EXACT" }]);
  });

  it("makes a window from the values without padding where the file has none", async () => {
    const pixels = Uint8Array.of(0, 0x80, 10, 0, 20, 0, 0, 0x80);
    const study = await encoded([[0x00280103, "US", 1], [0x00280120, "SS", 0x8000], [0x7fe00010, "OW", pixels]]);
    expect(study.manifest).toMatchObject({ padding: -32768, windows: [{ center: 15.5, width: 11, shape: "LINEAR" }] });
  });

  it("lets no word, identifier or date of the file come along", async () => {
    const token = (name: string) => `ZQXTOKEN${name}`;
    const planted: HandmadeElement[] = [
      [0x00080008, "CS", token("TYPE")],
      [0x00080018, "UI", "1.2.840.99988877.1"],
      [0x00080020, "DA", "19870623"],
      [0x00080080, "LO", token("HOSPITAL")],
      [0x00080090, "PN", token("DOCTOR")],
      [0x00081030, "LO", token("STUDY")],
      [0x0008103e, "LO", token("SERIES")],
      [0x00081140, "SQ", sequenceValue([[[0x00100010, "PN", token("NESTED")]]])],
      [0x00090010, "LO", token("PRIVATE")],
      [0x00091001, "UN", ascii(token("VENDOR"))],
      [0x00100010, "PN", token("NAME")],
      [0x00100020, "LO", token("ID")],
      [0x00181030, "LO", token("PROTOCOL")],
      [0x0020000d, "UI", "1.2.840.99988877.2"],
      [0x0020000e, "UI", "1.2.840.99988877.3"],
      [0x00204000, "LT", token("COMMENT")],
      [0x00281054, "LO", token("UNIT")],
      [0x00281055, "LO", token("WINDOWNAME")],
      [0x00281050, "DS", "40"],
      [0x00281051, "DS", "400"],
      [0x60003000, "OW", ascii(token("OVERLAY"))],
      [0x7fe00010, "OW", joined([Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0), ascii(token("BEHINDPIXELS"))])],
      [0xfffcfffc, "OB", ascii(token("TRAILING"))],
    ];
    const study = await encoded(planted, (file) => {
      file.set(ascii(token("PREAMBLE")), 0);
      return file;
    });
    const everything = joined([ascii(canonicalManifest(study.manifest)), ascii(study.studyId), ...(await Promise.all([...study.frames.values()].map((bytes) => decodeFrame(bytes, study.manifest).then((values) => new Uint8Array(values.buffer))))), ...study.frames.values()]);
    const text = String.fromCharCode(...everything);
    for (const secret of ["ZQXTOKEN", "99988877", "19870623"]) expect(text).not.toContain(secret);
    expect(text).toContain("delta-planes-deflate");
  });

  it("notices a file that changed between reading and encoding", async () => {
    let reads = 0;
    const bytes = () => (reads++ === 0 ? handmadeFile(smallImage) : handmadeFile(changed(smallImage, [[0x00280011, "US", 1]])));
    const { series } = await readSeries([{ name: "a", bytes }]);
    const [one] = series;
    expect(one).toBeDefined();
    if (one) await expect(encodeStudy(one)).rejects.toMatchObject({ name: "StudyEncodeError" });
  });
});
