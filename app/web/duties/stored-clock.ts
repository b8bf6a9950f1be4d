import { transact } from "#db/open.ts";
import { lastServerTime, storeServerTime } from "#db/server-state.ts";
import type { Context } from "../../usecases/context.ts";

/** The server's time is kept, so that a machine whose clock went back in between is noticed at the start. */
export async function storedClock({ db, now, log }: Pick<Context, "db" | "now" | "log">): Promise<{ wentBack: boolean; store(): Promise<void> }> {
  const last = await lastServerTime(db.read);
  const wentBack = last !== null && now() < last;
  if (wentBack) log.error({ lastTimeMs: last }, "the machine's clock is before the last stored time; candidates are refused");
  return { wentBack, store: () => transact(db, (trx) => storeServerTime(trx, now())) };
}
