import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSafePath, PackageReadError, packageLimits, type OpenedPackage } from "./package-files.ts";

/** Opens a folder as a package; links are not followed, hidden files are left out. */
export async function openFolder(root: string): Promise<OpenedPackage> {
  const sizes = new Map<string, number>();
  let total = 0;
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const found of await readdir(join(root, folder), { withFileTypes: true })) {
      if (found.name.startsWith(".")) continue;
      const path = folder === "" ? found.name : `${folder}/${found.name}`;
      if (found.isDirectory()) waiting.push(path);
      if (!found.isFile()) continue;
      if (!isSafePath(path)) return { ok: false, reason: "unsafe-file-name", details: [path] };
      const { size } = await stat(join(root, path));
      total += size;
      sizes.set(path, size);
      if (sizes.size > packageLimits.entries) return { ok: false, reason: "too-many-files", details: [`more than ${packageLimits.entries}`] };
      if (size > packageLimits.fileBytes || total > packageLimits.totalBytes) return { ok: false, reason: "package-too-large", details: [path] };
    }
  }
  const read = async (path: string) => {
    if (!sizes.has(path)) throw new PackageReadError("file-missing", path);
    return new Uint8Array(await readFile(join(root, path)));
  };
  return { ok: true, files: { list: () => [...sizes.keys()].sort(), read, close: async () => {} } };
}
