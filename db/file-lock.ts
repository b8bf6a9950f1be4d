import SqliteDatabase from "better-sqlite3";
import { realpathSync, statSync } from "node:fs";

export type FileLock = {
  /** Whether the file that is locked is still the one that others would find. */
  isHeld(): boolean;
  release(): void;
};

/**
 * Takes the one right to serve a SQLite file, or answers null when another process has it. The right is a lock of the
 * kernel on a file of its own, `<file>.lock`: a transaction that stays open (`begin exclusive`) as long as the process
 * lives. The kernel gives it back at the end of the process, however it ends, and to nobody before: a process that is
 * stopped (SIGSTOP, a frozen container, a laptop asleep) keeps it, so nobody else has written when it goes on. It can be
 * lost in one way only: somebody deletes or replaces the lock file, and the next process locks another file of that
 * name. `isHeld` tells that. Nothing here may open the locked file a second time by `node:fs`: closing it would give
 * the lock back.
 */
export function takeFileLock(file: string): FileLock | null {
  // One lock for one file, whatever the names by which it is reached.
  const path = `${realpathSync(file)}.lock`;
  const database = new SqliteDatabase(path, { timeout: 0 });
  try {
    database.exec("begin exclusive");
  } catch (error) {
    database.close();
    if (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY") return null;
    throw error;
  }
  const own = identityOf(path);
  return {
    isHeld: () => database.open && own !== null && identityOf(path) === own,
    release: () => void database.close(),
  };
}

/** Device and number of a file, which no two files share at the same time; null when there is none. */
function identityOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}/${found.ino}`;
}
