import { chmodSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isMainThread } from "node:worker_threads";

const GROUP_AND_OTHERS = 0o077;

/**
 * Whatever this process makes from now on belongs to its owner only (files 0600, folders 0700), and the data of before
 * are set so: the database with what stands beside it and its copies, the secret file, the folder of the images. The
 * data folder itself may be shared on purpose, so an existing one stays as it is. A file of another owner stays as it is,
 * too; `exam doctor` names it. Answers the paths whose mode was changed.
 */
export function keepToOwner({ databaseFile, imagesDir, secretFile }: { databaseFile: string; imagesDir: string; secretFile: string }): string[] {
  // A worker thread has the mask of its process and may not set it.
  if (isMainThread) process.umask(GROUP_AND_OTHERS);
  const folder = dirname(databaseFile);
  const files = namesIn(folder).filter((name) => name.startsWith(basename(databaseFile)));
  return [...files.map((name) => join(folder, name)), imagesDir, secretFile].filter(isTightened);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** By its name, never by an open file: closing the lock file would give the lock back (db/file-lock.ts). */
function isTightened(path: string): boolean {
  try {
    const { mode } = statSync(path);
    if ((mode & GROUP_AND_OTHERS) === 0) return false;
    chmodSync(path, mode & 0o700);
    return true;
  } catch {
    return false;
  }
}
