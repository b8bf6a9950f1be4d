import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { limits } from "#app/dicom/limits.ts";
import type { FileReport, SourceFile } from "#app/dicom/series.ts";

export type FoundFiles = { files: SourceFile[]; refused: FileReport[] };

/** The files named, folders with everything below them in order of name; each is read only when its turn comes. */
export async function findFiles(paths: string[], cwd: string): Promise<FoundFiles> {
  const files: SourceFile[] = [];
  const refused: FileReport[] = [];
  for (const path of paths) {
    try {
      for (const name of await filesBelow(path, cwd)) files.push({ name, bytes: () => readBounded(resolve(cwd, name)) });
    } catch {
      const unknown = { transferSyntax: null, rows: null, columns: null, frames: null, photometric: null };
      refused.push({ file: path, ok: false, reason: "not-found", why: "There is no such file or folder, or it may not be read.", ...unknown });
    }
  }
  return { files, refused };
}

async function filesBelow(path: string, cwd: string): Promise<string[]> {
  if (!(await stat(resolve(cwd, path))).isDirectory()) return [path];
  const entries = await readdir(resolve(cwd, path), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) found.push(...(await filesBelow(join(path, entry.name), cwd)));
    else if (entry.isFile()) found.push(join(path, entry.name));
  }
  return found;
}

/** A file past the limit is not read; the parser refuses its stand-in by size. */
async function readBounded(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  return size > limits.fileBytes ? new Uint8Array(limits.fileBytes + 1) : readFile(path);
}
