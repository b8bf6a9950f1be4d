import { CLOCK_FINDINGS } from "#app/exam/time/judge-server-clock.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { transact } from "#db/open.ts";
import { insertClockConfirmation, loadServerClock } from "#db/server-clock.ts";
import type { Context } from "../context.ts";

/**
 * An admin says what became of a clock in doubt; the server that is in doubt acts on it within a second
 * (`settleClockConfirmations`). `personId`: null from the command line. `shownAheadMs`: the difference they were shown.
 */
export async function askClockConfirmation(
  { db, now, newId }: Pick<Context, "db" | "now" | "newId">,
  { finding, shownAheadMs, personId }: { finding: string; shownAheadMs: number; personId: string | null },
): Promise<{ ok: true; id: string } | Refusal> {
  const known = CLOCK_FINDINGS.find((one) => one === finding);
  if (known === undefined || !Number.isSafeInteger(shownAheadMs)) return refuse("malformed");
  const id = newId();
  return transact(db, async (trx) => {
    if ((await loadServerClock(trx))?.doubtAheadMs == null) return refuse("clock-not-in-doubt");
    await insertClockConfirmation(trx, { id, finding: known, personId, shownAheadMs, nowMs: now() });
    return { ok: true, id } as const;
  });
}
