import { hostname } from "node:os";
import { transact } from "#db/open.ts";
import { holdServerLock, releaseServerLock } from "#db/server-state.ts";
import type { Context } from "../../usecases/context.ts";

const STALE_AFTER_MS = 15_000;

export type ServerLock = { hold(): Promise<{ held: true } | { held: false; byProcess: string }>; release(): Promise<void> };

/** The right of one process to serve a SQLite file; with PostgreSQL several may, and nothing is held. */
export function serverLock({ db, now, newId }: Pick<Context, "db" | "now" | "newId">): ServerLock {
  const holder = `${hostname()}/${process.pid}/${newId()}`;
  const isGone = (other: string, lastHeartbeatMs: number): boolean => now() - lastHeartbeatMs > STALE_AFTER_MS || !isRunning(other);
  return {
    async hold() {
      if (db.dialect !== "sqlite") return { held: true };
      const lock = await transact(db, (trx) => holdServerLock(trx, holder, now(), isGone));
      return lock.held ? lock : { held: false, byProcess: lock.by.split("/")[1] ?? "" };
    },
    release: () => transact(db, (trx) => releaseServerLock(trx, holder)),
  };
}

/**
 * Whether the process that wrote this holder (`host/process/...`) still runs. On another machine nobody can say, so yes;
 * a process of another user may not be signalled, and lives.
 */
export function isRunning(holder: string): boolean {
  const [host, pid] = holder.split("/");
  if (host !== hostname()) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
