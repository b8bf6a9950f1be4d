import { transact } from "#db/open.ts";
import { lastServerTime, storeServerTime } from "#db/server-state.ts";
import type { Context } from "../../usecases/context.ts";

export type StoredClock = {
  wentBack: boolean;
  store(): Promise<void>;
  /** Whether the last time it was to be stored nothing could be written. */
  storeFailed(): boolean;
};

/** The server's time is kept, so that a machine whose clock went back in between is noticed at the start. */
export async function storedClock({ db, now, log }: Pick<Context, "db" | "now" | "log">): Promise<StoredClock> {
  const last = await lastServerTime(db.read);
  const wentBack = last !== null && now() < last;
  if (wentBack) log.error({ lastTimeMs: last }, "the machine's clock is before the last stored time; candidates are refused");
  let failed = false;
  return {
    wentBack,
    async store() {
      try {
        await transact(db, (trx) => storeServerTime(trx, now()));
        failed = false;
      } catch (error) {
        failed = true;
        throw error;
      }
    },
    storeFailed: () => failed,
  };
}
