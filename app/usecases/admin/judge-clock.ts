import { judgeServerClock } from "#app/exam/time/judge-server-clock.ts";
import { attemptsOnTime, lastStoredTime, loadServerClock } from "#db/server-clock.ts";
import type { Context } from "../context.ts";

type ClockContext = Pick<Context, "db" | "clock" | "log">;

/** Judges the machine's clock by what is stored, and lets the server's time go on from there. */
export async function judgeClock({ db, clock, log }: ClockContext): Promise<void> {
  const lastTimeMs = await lastStoredTime(db.read);
  if (lastTimeMs === null) return;
  const offsetMs = (await loadServerClock(db.read))?.offsetMs ?? 0;
  const { length: running } = await attemptsOnTime(db.read);
  const machineMs = clock.machineNow();
  clock.goOn(judgeServerClock(machineMs, { lastTimeMs, offsetMs }, running > 0));
  if (clock.isSure()) return;
  log.error(
    { lastTimeMs, machineMs, running },
    "the machine's clock is not near the last stored time; exams that run go on, starts wait until an admin confirms: npm run exam -- clock",
  );
}

/** A program beside the server, a command for example, takes the server's time for its own: while that is in doubt, too. */
export async function followStoredClock({ db, clock }: Pick<Context, "db" | "clock">): Promise<void> {
  const lastTimeMs = await lastStoredTime(db.read);
  if (lastTimeMs === null) return;
  const { offsetMs = 0, doubtAheadMs = null } = (await loadServerClock(db.read)) ?? {};
  clock.goOn(doubtAheadMs === null ? judgeServerClock(clock.machineNow(), { lastTimeMs, offsetMs }, false) : { startsAtMs: lastTimeMs, offsetMs, isSure: false });
}
