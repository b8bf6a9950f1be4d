import { transact } from "#db/open.ts";
import { findClockConfirmation, settleClockConfirmation } from "#db/server-clock.ts";
import type { Context } from "../context.ts";

type Seen = { settled: boolean; refused: string | null } | null;

/** What a server has made of a confirmation of its clock. */
export function seeConfirmation({ db }: Pick<Context, "db">, id: string): Promise<Seen> {
  return findClockConfirmation(db.read, id);
}

/** Takes back a confirmation that no server has taken up, so that none does later; answers what became of it. */
export async function withdrawConfirmation({ db, now }: Pick<Context, "db" | "now">, id: string): Promise<Seen> {
  return transact(db, async (trx) => {
    await settleClockConfirmation(trx, id, { nowMs: now(), refused: "clock-not-taken-up" });
    return findClockConfirmation(trx, id);
  });
}
