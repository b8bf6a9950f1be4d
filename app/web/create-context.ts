import { monitorEventLoopDelay } from "node:perf_hooks";
import { statfs } from "node:fs/promises";
import { hostname } from "node:os";
import type { Config } from "#config";
import { expiredAttempts } from "#db/attempts.ts";
import { appendCheckpoint } from "#db/checkpoints.ts";
import { isUpToDate } from "#db/migrate.ts";
import { transact } from "#db/open.ts";
import { holdServerLock, lastServerTime, releaseServerLock, storeServerTime } from "#db/server-state.ts";
import type { Log } from "../usecases/context.ts";
import type { AppContext } from "./app-context.ts";
import { feedHub } from "./feed-hub.ts";
import { makeContext } from "./make-context.ts";
import { presenceBook } from "./presence-book.ts";

const CLOSE_EVERY_MS = 1_000;
const CLOCK_EVERY_MS = 5_000;
const CHECKPOINT_EVERY_MS = 60_000;
const LOCK_STALE_AFTER_MS = 15_000;
const LEAST_DISK_BYTES = 50 * 1024 * 1024;

/**
 * Makes the context of a server process and starts what a server does by itself: closing expired attempts, the
 * sitting's checkpoints, the stored clock, the lock of the SQLite file. Throws `ServerStartError` with a sentence when
 * this process must not serve.
 */
export async function createContext(
  config: Config,
  log: Log,
  build: { version: string; id: string },
): Promise<AppContext> {
  const base = await makeContext(config, log, build);
  const { db, now } = base;
  const holder = `${hostname()}/${process.pid}/${base.newId()}`;
  const isGone = (other: string, lastHeartbeatMs: number): boolean =>
    now() - lastHeartbeatMs > LOCK_STALE_AFTER_MS || !isRunning(other);
  if (!(await isUpToDate(db))) throw new ServerStartError("the database is not up to date; run: npm run exam -- migrate");
  if (db.dialect === "sqlite") {
    const lock = await transact(db, (trx) => holdServerLock(trx, holder, now(), isGone));
    if (!lock.held) throw new ServerStartError(`another server process (${lock.by.split("/")[1]}) serves ${config.databaseFile}`);
  }
  const last = await lastServerTime(db.read);
  const clockWentBack = last !== null && now() < last;
  if (clockWentBack) log.error({ lastTimeMs: last }, "the machine's clock is before the last stored time; candidates are refused");

  const feeds = feedHub(base);
  const touched = new Set<string>();
  const justClosed = new Set<string>();
  base.queue.listen((changed) => {
    feeds.changed(changed.map((one) => one.place));
    for (const { place, closed } of changed) {
      (closed ? justClosed : touched).add(place.attempt.sittingId);
    }
  });
  const presence = presenceBook(base);
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();

  async function checkpoint(sittingId: string): Promise<void> {
    touched.delete(sittingId);
    justClosed.delete(sittingId);
    await transact(db, (trx) => appendCheckpoint(trx, sittingId, base.secrets.key("checkpoints"), now())).catch(
      (error: unknown) => log.error({ err: error }, "a checkpoint could not be written"),
    );
  }

  async function closeExpired(): Promise<void> {
    const expired = await expiredAttempts(db.read, now(), 500);
    const act = { kind: "time-out" } as const;
    // All at once, for one commit; one that cannot be closed keeps none of the others open.
    const closings = await Promise.allSettled(expired.map((attemptId) => base.record({ attemptId, by: "server", arrivedAtMs: now(), act })));
    for (const [index, closing] of closings.entries()) {
      if (closing.status === "rejected") log.error({ err: closing.reason, attemptId: expired[index] }, "an expired attempt could not be closed");
    }
    for (const sittingId of justClosed) await checkpoint(sittingId);
  }

  const timers = [
    every(CLOSE_EVERY_MS, closeExpired, log),
    every(CHECKPOINT_EVERY_MS, async () => void (await Promise.all([...touched].map(checkpoint))), log),
    every(
      CLOCK_EVERY_MS,
      () =>
        transact(db, async (trx) => {
          await storeServerTime(trx, now());
          if (db.dialect === "sqlite") await holdServerLock(trx, holder, now(), isGone);
        }),
      log,
    ),
  ];

  return {
    ...base,
    config,
    feeds,
    presence,
    loopLagMs: () => lag.mean / 1e6,
    async notReady() {
      if (clockWentBack) return "clock-went-back";
      const disk = await statfs(config.dataDir);
      return disk.bavail * disk.bsize < LEAST_DISK_BYTES ? "disk-full" : null;
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      feeds.close();
      presence.close();
      await base.queue.idle();
      await presence.flush();
      await Promise.all([...new Set([...touched, ...justClosed])].map(checkpoint));
      await transact(db, async (trx) => {
        await storeServerTime(trx, now());
        await releaseServerLock(trx, holder);
      });
      await base.close();
    },
  };
}

/** Whether the process that wrote this holder still runs; on another machine nobody can say, so yes. */
function isRunning(holder: string): boolean {
  const [host, pid] = holder.split("/");
  if (host !== hostname()) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}

function every(milliseconds: number, work: () => Promise<void>, log: Log): NodeJS.Timeout {
  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    work()
      .catch((error: unknown) => log.error({ err: error }, "a task of the server failed"))
      .finally(() => {
        running = false;
      });
  }, milliseconds);
  timer.unref();
  return timer;
}

export class ServerStartError extends Error {
  override name = "ServerStartError";
}
