import { appendCheckpoint } from "#db/checkpoints.ts";
import { transact } from "#db/open.ts";
import type { ChangedAttempt } from "../../usecases/attempt/act.ts";
import type { Context } from "../../usecases/context.ts";

export type Checkpoints = {
  changed(changed: readonly ChangedAttempt[]): void;
  /** For sittings in which an attempt was closed: soon, so that the proof of a hand-in does not wait. */
  writeClosed(): Promise<void>;
  /** For every sitting in which anything happened. */
  writeAll(): Promise<void>;
};

/** Writes a checkpoint over the logs of each sitting that has changed since its last one. */
export function checkpoints({ db, now, secrets, log }: Pick<Context, "db" | "now" | "secrets" | "log">): Checkpoints {
  const touched = new Set<string>();
  const closed = new Set<string>();

  async function write(sittingIds: Iterable<string>): Promise<void> {
    for (const sittingId of sittingIds) {
      // Before the reading: what happens meanwhile is for the next one.
      touched.delete(sittingId);
      closed.delete(sittingId);
      try {
        await transact(db, (trx) => appendCheckpoint(trx, sittingId, secrets.key("checkpoints"), now()));
      } catch (error) {
        touched.add(sittingId);
        log.error({ err: error, sittingId }, "a checkpoint could not be written");
      }
    }
  }

  return {
    changed(changed) {
      for (const { stored, closed: isClosed } of changed) (isClosed ? closed : touched).add(stored.attempt.sittingId);
    },
    writeClosed: () => write([...closed]),
    writeAll: () => write(new Set([...touched, ...closed])),
  };
}
