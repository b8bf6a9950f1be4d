import { createHash } from "node:crypto";
import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Keeps frames as files named by the SHA-256 of their bytes (`ab/abcd...`). A file is written beside its place and
 * moved there when it is whole and on the disk, so that a crash leaves no half frame under a good name.
 */
export function folderImageStore(folder: string) {
  const pathOf = (hash: string): string => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new ImageMissingError("not the name of a frame");
    return join(folder, hash.slice(0, 2), hash);
  };
  return {
    async put(hash: string, bytes: Uint8Array): Promise<void> {
      const path = pathOf(hash);
      const real = createHash("sha256").update(bytes).digest("hex");
      if (real !== hash) throw new ImageHashError(`frame ${hash} was handed over with other bytes (${real})`);
      if (await exists(path)) return;
      await mkdir(dirname(path), { recursive: true });
      const beside = `${path}.${process.pid}.part`;
      const file = await open(beside, "w");
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, path).catch(async (error: unknown) => {
        await rm(beside, { force: true });
        throw error;
      });
    },
    async get(hash: string): Promise<Uint8Array> {
      try {
        return await readFile(pathOf(hash));
      } catch (error) {
        throw new ImageMissingError(`frame ${hash} is not in the image store`, { cause: error });
      }
    },
    has: (hash: string): Promise<boolean> => exists(pathOf(hash)),
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export class ImageMissingError extends Error {
  override name = "ImageMissingError";
}

export class ImageHashError extends Error {
  override name = "ImageHashError";
}
