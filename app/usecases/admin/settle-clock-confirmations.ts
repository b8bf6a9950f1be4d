import { confirmClock } from "#app/exam/time/judge-server-clock.ts";
import { appendAudit } from "#db/audit.ts";
import { transact, type Trx } from "#db/open.ts";
import { attemptsOnTime, loadServerClock, openClockConfirmations, settleClockConfirmation, storeServerClock, type ClockConfirmation } from "#db/server-clock.ts";
import type { Context } from "../context.ts";

type SettleContext = Pick<Context, "db" | "clock" | "recordTogether" | "log">;

/** Who has confirmed where it came from the command line, for the logs of the exams. */
const COMMAND_LINE = "command-line";

/**
 * Acts on what an admin has said of this server's clock: exams that run are given the time in which it was down, the
 * confirmation, the audit and the new time are stored, all in one transaction, and only then does the clock move on.
 * Answers whether the clock is sure now.
 */
export async function settleClockConfirmations(context: SettleContext): Promise<boolean> {
  const { db, clock } = context;
  if (clock.isSure()) return true;
  for (const asked of await openClockConfirmations(db.read)) {
    const confirmed = confirmClock(asked.finding, { nowMs: clock.now(), machineMs: clock.machineNow(), shownAheadMs: asked.shownAheadMs });
    if (!confirmed.ok) {
      await transact(db, (trx) => settleClockConfirmation(trx, asked.id, { nowMs: clock.now(), refused: confirmed.reason }));
      continue;
    }
    if (await moveOn(context, asked, confirmed)) return true;
  }
  return false;
}

/** What was said before this server started was said of another difference. */
export async function refuseFormerConfirmations({ db, clock }: Pick<Context, "db" | "clock">): Promise<void> {
  for (const { id } of await openClockConfirmations(db.read)) await transact(db, (trx) => settleClockConfirmation(trx, id, { nowMs: clock.now(), refused: "clock-moved" }));
}

/** Answers false when another server has settled it: its time is followed then. */
async function moveOn({ db, clock, recordTogether, log }: SettleContext, { id, finding, personId }: ClockConfirmation, moved: { downMs: number; offsetMs: number }): Promise<boolean> {
  const attempts = moved.downMs > 0 ? await attemptsOnTime(db.read) : [];
  const nowMs = clock.now();
  const acts = attempts.map((attemptId) => ({ attemptId, by: "server", arrivedAtMs: nowMs, act: { kind: "make-up", extensionMs: moved.downMs, by: personId ?? COMMAND_LINE, actId: id } }) as const);
  const store = async (trx: Trx): Promise<void> => {
    // Another server of this database may have ended the doubt with another confirmation: the time is given back once.
    if ((await loadServerClock(trx))?.doubtAheadMs == null) throw new SettledBeforeError();
    if (!(await settleClockConfirmation(trx, id, { nowMs, refused: null }))) throw new SettledBeforeError();
    for (const other of await openClockConfirmations(trx)) await settleClockConfirmation(trx, other.id, { nowMs, refused: "clock-not-in-doubt" });
    await storeServerClock(trx, { nowMs: nowMs + moved.downMs, offsetMs: moved.offsetMs, doubtAheadMs: null });
    await appendAudit(trx, { kind: "clock-confirmed", actorId: personId, subjectId: id, payload: { finding, downMs: moved.downMs, offsetMs: moved.offsetMs, attempts: attempts.length }, nowMs });
  };
  try {
    await recordTogether(acts, store);
  } catch (error) {
    if (error instanceof Error && error.name === "SettledBeforeError") return false;
    throw error;
  }
  clock.confirm(moved);
  log.info({ finding, downMs: moved.downMs, offsetMs: moved.offsetMs, attempts: attempts.length }, "an admin has confirmed the clock");
  return true;
}

class SettledBeforeError extends Error {
  override name = "SettledBeforeError";
}
