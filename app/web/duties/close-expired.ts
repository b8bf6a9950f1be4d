import { expiredAttempts } from "#db/attempts.ts";
import type { Context } from "../../usecases/context.ts";

const MOST_AT_ONCE = 500;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Closes attempts whose time and grace are over, all of them in one commit. One that cannot be closed keeps none of the
 * others open: it is logged and left alone for a while, twice as long each time.
 */
export function expiredCloser({ db, now, clock, record, log }: Pick<Context, "db" | "now" | "clock" | "record" | "log">): () => Promise<void> {
  const failed = new Map<string, { waitMs: number; againAtMs: number }>();
  return async () => {
    // In doubt nobody's time is over; the first turn after an admin has confirmed closes what is due then.
    if (!clock.isSure()) return;
    // The broken ones come on top, so that they never fill the whole of what is asked for.
    const expired = await expiredAttempts(db.read, now(), MOST_AT_ONCE + failed.size);
    const due = expired.filter((id) => (failed.get(id)?.againAtMs ?? 0) <= now());
    await Promise.all(
      due.map(async (attemptId) => {
        try {
          await record({ attemptId, by: "server", arrivedAtMs: now(), act: { kind: "time-out" } });
          failed.delete(attemptId);
        } catch (error) {
          const waitMs = Math.min((failed.get(attemptId)?.waitMs ?? FIRST_WAIT_MS / 2) * 2, LONGEST_WAIT_MS);
          failed.set(attemptId, { waitMs, againAtMs: now() + waitMs });
          log.error({ err: error, attemptId }, "an expired attempt could not be closed");
        }
      }),
    );
  };
}
