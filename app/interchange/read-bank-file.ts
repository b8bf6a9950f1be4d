import { stat } from "node:fs/promises";
import type { BankImport } from "./bank-import.ts";
import { openFolder } from "./folder.ts";
import type { OpenedPackage, PackageFiles } from "./package-files.ts";
import { readQtiPackage } from "./qti/read-package.ts";
import { openZipFile } from "./zip.ts";

/**
 * Reads a question bank from a zip or a folder on disk. The caller closes `files` when it has read the images.
 * A fault of the file system other than "absent" passes through.
 */
export async function readBankFile(path: string): Promise<{ result: BankImport; files: PackageFiles | null }> {
  const opened = await openPackage(path);
  if (!opened.ok) return { result: opened, files: null };
  let kept: PackageFiles | null = null;
  try {
    const result = await readQtiPackage(opened.files);
    if (result.ok) kept = opened.files;
    return { result, files: kept };
  } finally {
    if (!kept) await opened.files.close();
  }
}

/** Opens a zip or a folder; what it holds is not looked at. */
export async function openPackage(path: string): Promise<OpenedPackage> {
  const found = await stat(path).catch(() => null);
  if (!found) return { ok: false, reason: "file-missing", details: [path] };
  return found.isDirectory() ? openFolder(path) : openZipFile(path);
}
