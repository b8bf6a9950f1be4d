import { refuse, type Refusal } from "../refusal.ts";

/** A clock that is set by so little, by its time service for example, is no reason to ask anybody. */
export const TOLERATED_STEP_MS = 10_000;
/** Longer without a server while an exam runs, and nobody but a person can say whether the server was down or the clock is wrong. */
export const LONGEST_UNSEEN_MS = 5 * 60_000;
/** So far the machine's clock may move between what an admin was shown and the confirmation. */
const SHOWN_WITHIN_MS = 60_000;

/** What is known from before the start, in epoch milliseconds of the server. */
export type StoredTime = {
  /** The last time that was stored, with whatever was stored: no later time may be below it. */
  lastTimeMs: number;
  /** What an admin has found the machine's clock to be wrong by: server time minus machine time, 0 where it is right. */
  offsetMs: number;
};

export type JudgedClock = {
  /** The server's time at the start; from there a monotonic clock carries it on. */
  startsAtMs: number;
  offsetMs: number;
  /** Whether that is believed to be the true time. If not, it goes on from the last stored one until an admin confirms. */
  isSure: boolean;
};

/**
 * Judges the machine's clock at the start of a server. It is believed when it is near the last stored time; when no exam
 * runs, also when it is later. A clock that an admin has found wrong is believed with its offset, until it is right again.
 */
export function judgeServerClock(machineMs: number, stored: StoredTime | null, isExamRunning: boolean): JudgedClock {
  if (stored === null) return { startsAtMs: machineMs, offsetMs: 0, isSure: true };
  const { lastTimeMs } = stored;
  const ahead = (offsetMs: number): number => machineMs + offsetMs - lastTimeMs;
  const isLater = (offsetMs: number): boolean => ahead(offsetMs) >= -TOLERATED_STEP_MS;
  const isNear = (offsetMs: number): boolean => isLater(offsetMs) && ahead(offsetMs) <= LONGEST_UNSEEN_MS;
  const offsets = [0, stored.offsetMs];
  const offsetMs = offsets.find(isNear) ?? (isExamRunning ? undefined : offsets.find(isLater));
  if (offsetMs === undefined) return { startsAtMs: lastTimeMs, offsetMs: stored.offsetMs, isSure: false };
  return { startsAtMs: Math.max(lastTimeMs, machineMs + offsetMs), offsetMs, isSure: true };
}

/** What an admin says of a clock in doubt. */
export const CLOCK_FINDINGS = ["server-was-down", "clock-was-wrong"] as const;
export type ClockFinding = (typeof CLOCK_FINDINGS)[number];

/** `downMs`: how far the server's time moves on, and how much every exam that runs is given for it. */
export type ConfirmedClock = { ok: true; downMs: number; offsetMs: number };

/**
 * What follows when an admin confirms. The server was down: its time moves on to the machine's, and what it missed is
 * given back. The clock was wrong: its time goes on as it is, which never goes back, and the difference is remembered.
 * `shownAheadMs`: the difference that was confirmed; when the machine's clock was set meanwhile, nothing follows.
 */
export function confirmClock(finding: ClockFinding, { nowMs, machineMs, shownAheadMs }: { nowMs: number; machineMs: number; shownAheadMs: number }): ConfirmedClock | Refusal {
  const aheadMs = machineMs - nowMs;
  if (Math.abs(aheadMs - shownAheadMs) > SHOWN_WITHIN_MS) return refuse("clock-moved");
  if (finding === "server-was-down") return aheadMs > 0 ? { ok: true, downMs: aheadMs, offsetMs: 0 } : refuse("clock-behind");
  return { ok: true, downMs: 0, offsetMs: Math.abs(aheadMs) <= TOLERATED_STEP_MS ? 0 : -aheadMs };
}
