import { addTries, runningTries } from "#db/brake-counts.ts";
import { transact } from "#db/open.ts";
import type { memoryBrake } from "../../adapters/brake/memory-brake.ts";
import type { Context } from "../../usecases/context.ts";

const MOST_COUNTS = 10_000;
/** A statement has at most so many rows: the databases bound its parameters. */
const ROWS_AT_ONCE = 500;

type SharedBrake = Pick<ReturnType<typeof memoryBrake>, "takeUnshared" | "keepUnshared" | "adopt">;

/** Lets several servers brake together: what this one has counted goes to the database, what all have counted comes back. */
export function brakeShare({ db, now, brake }: Pick<Context, "db" | "now"> & { brake: SharedBrake }): () => Promise<void> {
  return async () => {
    const counted = await brake.takeUnshared();
    try {
      const nowMs = now();
      const counts = counted.map(({ key, tries, msLeft }) => ({ key, tries, endsAtMs: Math.round(nowMs + msLeft) }));
      if (counts.length > 0) {
        await transact(db, async (trx) => {
          for (let at = 0; at < counts.length; at += ROWS_AT_ONCE) await addTries(trx, counts.slice(at, at + ROWS_AT_ONCE), nowMs);
        });
      }
    } catch (error) {
      brake.keepUnshared(counted);
      throw error;
    }
    const running = await runningTries(db.read, now(), MOST_COUNTS);
    await brake.adopt(running.map(({ key, tries, endsAtMs }) => ({ key, tries, msLeft: endsAtMs - now() })));
  };
}
