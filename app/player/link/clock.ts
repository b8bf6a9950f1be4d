import type { Clock } from "#app/exam/attempt/protocol.ts";
import type { Timing } from "./request.ts";

/** Drift a computer's monotonic clock may have: 100 parts in a million, a second in about three hours. */
const DRIFT = 1e-4;
/** Difference in the advance of the two clocks of the device that means sleep or a clock set by hand. */
const SUSPICIOUS_MS = 2_000;
/** What the server's time may jump before the newest reply is believed against a better measured older one. */
const JUMP_MS = 250;

export const WARNINGS_MIN = [30, 5, 1] as const;
export type WarningMinutes = (typeof WARNINGS_MIN)[number];

export type TimeShown = {
  /** `sure`: measured; `checking`: the display may be wrong until the server has replied. */
  status: "unknown" | "sure" | "checking";
  /** Milliseconds left, never below 0; null before the start. */
  remainingMs: number | null;
};

type Sample = { serverTimeMs: number; atMs: number; uncertaintyMs: number };

export type ExamClock = {
  /** A reply that told the server's time; without timing (the feed) only its deadline is used. */
  heard(clock: Pick<Clock, "serverTimeMs" | "deadlineMs">, timing: Timing | null): void;
  /** Sets a start value from an earlier load of the page, to be shown as not yet checked. */
  remember(kept: { serverTimeMs: number; deadlineMs: number | null }): void;
  shown(): TimeShown;
  /** Server time as well as this browser knows it; null before the first reply. */
  serverNow(): number | null;
  /** Distrusts the measurement until the next reply. */
  doubt(): void;
  /** Once a second: whether the server should be asked now, and which warning has just come due. */
  tick(): { ask: boolean; warning: WarningMinutes | null };
  /** For the evidence in an operation: last server time heard and milliseconds since. */
  evidence(): { lastServerTimeMs: number; elapsedMs: number };
};

type Tools = { dateNow(): number; monotonicNow(): number };

/**
 * Time left = deadline - (server time + elapsed on the monotonic clock). Of all answers the one with the smallest
 * round trip counts, an older one less and less because clocks drift. The device's own clock only raises doubt.
 */
export function createClock({ dateNow, monotonicNow }: Tools): ExamClock {
  let best: Sample | null = null;
  let last: { serverTimeMs: number; atMs: number } | null = null;
  let deadlineMs: number | null = null;
  let newestServerTimeMs = 0;
  let checking = false;
  let before: { date: number; monotonic: number } | null = null;
  let remainingBefore: number | null = null;

  const uncertaintyNow = (sample: Sample) => sample.uncertaintyMs + DRIFT * (monotonicNow() - sample.atMs);
  const timeAt = (sample: Sample, atMs: number) => sample.serverTimeMs + (atMs - sample.atMs);
  const serverNow = () => (best === null ? null : timeAt(best, monotonicNow()));

  function measure(serverTimeMs: number, { sentAtMs, receivedAtMs }: Timing): void {
    const roundTrip = Math.max(0, receivedAtMs - sentAtMs);
    const sample: Sample = { serverTimeMs: serverTimeMs + roundTrip / 2, atMs: receivedAtMs, uncertaintyMs: roundTrip / 2 };
    last = { serverTimeMs, atMs: receivedAtMs };
    const disagrees =
      best !== null &&
      Math.abs(timeAt(best, receivedAtMs) - sample.serverTimeMs) > sample.uncertaintyMs + uncertaintyNow(best) + JUMP_MS;
    if (best === null || checking || disagrees || sample.uncertaintyMs <= uncertaintyNow(best)) best = sample;
    checking = false;
  }

  function remaining(): number | null {
    const now = serverNow();
    return deadlineMs === null || now === null ? null : Math.max(0, deadlineMs - now);
  }

  return {
    heard(clock, timing) {
      // A feed held up by a proxy may bring old news: the deadline follows the server's own order.
      if (clock.serverTimeMs >= newestServerTimeMs) {
        newestServerTimeMs = clock.serverTimeMs;
        deadlineMs = clock.deadlineMs;
      }
      if (timing !== null) measure(clock.serverTimeMs, timing);
    },
    remember(kept) {
      if (best !== null) return;
      best = { serverTimeMs: kept.serverTimeMs, atMs: monotonicNow(), uncertaintyMs: Number.POSITIVE_INFINITY };
      deadlineMs = kept.deadlineMs;
      checking = true;
    },
    shown() {
      const remainingMs = remaining();
      if (best === null) return { status: "unknown", remainingMs };
      return { status: checking ? "checking" : "sure", remainingMs };
    },
    serverNow,
    doubt() {
      if (best !== null) checking = true;
    },
    tick() {
      const now = { date: dateNow(), monotonic: monotonicNow() };
      if (before !== null) {
        const difference = now.date - before.date - (now.monotonic - before.monotonic);
        if (Math.abs(difference) > SUSPICIOUS_MS && best !== null) checking = true;
      }
      before = now;
      const left = checking ? null : remaining();
      let warning: WarningMinutes | null = null;
      if (left !== null) {
        for (const minutes of WARNINGS_MIN) {
          const limit = minutes * 60_000;
          if (remainingBefore !== null && remainingBefore > limit && left <= limit && left > 0) warning = minutes;
        }
        remainingBefore = left;
      }
      return { ask: checking, warning };
    },
    evidence() {
      if (last === null) return { lastServerTimeMs: 0, elapsedMs: 0 };
      return { lastServerTimeMs: last.serverTimeMs, elapsedMs: Math.max(0, Math.round(monotonicNow() - last.atMs)) };
    },
  };
}

/** What the screen shows of time at this moment; `warning` is the last one that was given, and stays while it is true. */
export function timeNow(clock: Pick<ExamClock, "shown" | "serverNow">, warning: WarningMinutes | null): { time: TimeShown; serverSecond: number | null; warning: WarningMinutes | null } {
  const time = clock.shown();
  // An extension takes the warning back.
  const isTrue = warning !== null && time.remainingMs !== null && time.remainingMs <= warning * 60_000;
  const now = clock.serverNow();
  return { time, serverSecond: now === null ? null : Math.floor(now / 1_000), warning: isTrue ? warning : null };
}
