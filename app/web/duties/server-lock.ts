import { hostname } from "node:os";
import { takeFileLock, transact, type FileLock } from "#db/open.ts";
import { forgetServer, notedServer, noteServer } from "#db/server-state.ts";
import type { Context } from "../../usecases/context.ts";

export type ServerLock = {
  /** Takes the right to serve, or looks whether it is still there; where its file was removed it is taken again, if nobody has it. */
  hold(): Promise<{ held: true } | { held: false; by: string }>;
  release(): Promise<void>;
};

/**
 * The right of one process to serve a SQLite file; with PostgreSQL several may, and nothing is held. While it is not
 * there every writing transaction of this process is refused. The row in the database only says who serves.
 */
export function serverLock({ db, now, newId, log }: Pick<Context, "db" | "now" | "newId" | "log">): ServerLock {
  const holder = `${hostname()}/${process.pid}/${newId()}`;
  const { file } = db;
  let lock: FileLock | null = null;
  if (file === null) return { hold: () => Promise.resolve({ held: true }), release: () => Promise.resolve() };

  async function note(): Promise<void> {
    try {
      await transact(db, (trx) => noteServer(trx, holder, now()));
    } catch (error) {
      log.warn({ err: error }, "which process serves the database could not be noted");
    }
  }

  /** As a sentence names it: a process that has not been noted yet has no number. */
  async function other(): Promise<string> {
    const noted = await notedServer(db.read);
    return noted === null || noted === holder ? "another server process" : `another server process (${noted.split("/")[1]})`;
  }

  return {
    async hold() {
      if (lock?.isHeld()) return { held: true };
      if (lock !== null) log.error({ file: `${file}.lock` }, "the lock file of the database was removed: nothing is written until it is locked again");
      lock?.release();
      lock = takeFileLock(file);
      db.onlyWhile(() => lock?.isHeld() ?? false);
      if (lock === null) return { held: false, by: await other() };
      await note();
      return { held: true };
    },
    async release() {
      try {
        if (lock?.isHeld()) await transact(db, (trx) => forgetServer(trx, holder));
      } finally {
        lock?.release();
      }
    },
  };
}
