import { attemptsOnTime, loadServerClock } from "#db/server-clock.ts";
import type { Context } from "../context.ts";

/** What is known of the server's clock. `doubt`: what an admin is asked to confirm, or null where all is well. */
export type SeenClock = {
  serverTimeMs: number;
  doubt: {
    /** How far the machine's clock is ahead of the server's time; negative where it is behind. */
    aheadMs: number;
    /** Exams that run. */
    running: number;
  } | null;
};

/** What the servers of this database have said of their clock, at most seconds ago. */
export async function seeClock({ db, now }: Pick<Context, "db" | "now">): Promise<SeenClock> {
  const stored = await loadServerClock(db.read);
  if (stored?.doubtAheadMs == null) return { serverTimeMs: now(), doubt: null };
  return { serverTimeMs: now(), doubt: { aheadMs: stored.doubtAheadMs, running: (await attemptsOnTime(db.read)).length } };
}
