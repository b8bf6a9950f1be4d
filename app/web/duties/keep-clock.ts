import { transact } from "#db/open.ts";
import { databaseTime, loadServerClock, storeServerClock } from "#db/server-clock.ts";
import { judgeClock } from "../../usecases/admin/judge-clock.ts";
import { refuseFormerConfirmations, settleClockConfirmations } from "../../usecases/admin/settle-clock-confirmations.ts";
import type { Context } from "../../usecases/context.ts";

/** Servers of one database whose clocks are further apart would judge one deadline differently. */
const MOST_APART_MS = 500;

export type ClockKeeper = {
  /** Stores the server's time, and looks whether the machine's clock is that of the database. */
  store(): Promise<void>;
  /** In doubt: does what an admin has confirmed, or follows another server of this database that is sure by now. */
  resolve(): Promise<void>;
  /** Whether the last time it was to be stored nothing could be written. */
  storeFailed(): boolean;
  /** Whether this machine's clock and the database's are too far apart. */
  differs(): boolean;
};

type KeeperContext = Pick<Context, "db" | "clock" | "recordTogether" | "log">;

/**
 * Judges the machine's clock at the start of this server, and keeps the server's time, so that the next start can judge
 * it: a machine whose clock was set in between is noticed, and no time below the last stored one is ever stored.
 */
export async function keepClock(context: KeeperContext): Promise<ClockKeeper> {
  const { db, clock, log } = context;
  let failed = false;
  let differs = false;

  async function store(): Promise<void> {
    const doubtAheadMs = clock.isSure() ? null : clock.machineNow() - clock.now();
    try {
      await transact(db, (trx) => storeServerClock(trx, { nowMs: clock.now(), offsetMs: clock.offsetMs(), doubtAheadMs }));
      failed = false;
    } catch (error) {
      failed = true;
      throw error;
    }
    differs = Math.abs(await apartFromDatabase()) > MOST_APART_MS;
  }

  /** Milliseconds by which the database's clock is ahead of this machine's, at best: the way there and back is halved. */
  async function apartFromDatabase(): Promise<number> {
    const before = clock.machineNow();
    const there = await databaseTime(db);
    const after = clock.machineNow();
    return Math.sign(there - before) * Math.max(0, Math.abs(there - (before + after) / 2) - (after - before) / 2);
  }

  await judgeClock(context);
  // A disk that is full keeps nobody from serving.
  for (const write of [() => refuseFormerConfirmations(context), store]) await write().catch((error: unknown) => log.error({ err: error }, "the server's time could not be stored"));
  return {
    store,
    async resolve() {
      if (clock.isSure() || (await settleClockConfirmations(context))) return;
      if ((await loadServerClock(db.read))?.doubtAheadMs !== null) return;
      await judgeClock(context);
      if (clock.isSure()) log.info({ timeMs: clock.now() }, "another server is sure of the time: this one follows it");
    },
    storeFailed: () => failed,
    differs: () => differs,
  };
}
