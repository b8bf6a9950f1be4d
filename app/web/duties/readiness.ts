import { statfs } from "node:fs/promises";
import { loadServerClock } from "#db/server-clock.ts";
import type { Context } from "../../usecases/context.ts";

const LEAST_DISK_BYTES = 50 * 1_024 * 1_024;
/** A state that nobody has renewed for so long says that checking itself hangs. */
const STALE_MS = 10_000;

/** Why this server should be given nobody new, or null: looked up once a second, whoever asks and how often. */
export type Readiness = {
  reason(): string | null;
  /** Looks once more; never throws. */
  check(): Promise<void>;
};

type Facts = {
  dataDir: string;
  /** Milliseconds of a clock that nobody can set. */
  monotonicNow(): number;
  /** What the duties of the server have found out by writing: whether the last write failed, whether its clock differs from the database's. */
  clock: { storeFailed(): boolean; differs(): boolean };
};

/** It only reads: what can be written is learnt from the duty that writes anyway. */
export function readiness({ db, clock: { isSure: isClockSure } }: Pick<Context, "db" | "clock">, facts: Facts): Readiness {
  const { monotonicNow, clock } = facts;
  let found: string | null = "starting";
  let checkedAtMs = monotonicNow();

  async function look(): Promise<string | null> {
    const disk = await statfs(facts.dataDir).catch(() => null);
    if (disk === null) return "data-folder-gone";
    if (disk.bavail * disk.bsize < LEAST_DISK_BYTES) return "disk-full";
    const isReadable = await loadServerClock(db.read).then(() => true, () => false);
    if (!isReadable) return "database-not-readable";
    if (clock.storeFailed()) return "database-not-writable";
    if (clock.differs()) return "clock-differs";
    return isClockSure() ? null : "clock-in-doubt";
  }

  return {
    reason: () => (monotonicNow() - checkedAtMs > STALE_MS ? "not-checked" : found),
    async check() {
      found = await look();
      checkedAtMs = monotonicNow();
    },
  };
}
