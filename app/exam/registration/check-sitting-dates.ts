import { refuseNaming, type Refusal } from "../refusal.ts";

export type SittingDates = { opensAtMs: number; lastStartAtMs: number | null; timeZone: string; resultsExpectedOn: string | null };

/**
 * Whether the dates of a sitting can all be true: it opens before its last start, and results are not expected on a day
 * before anybody may still start. Days are those of the sitting's own time zone.
 */
export function checkSittingDates({ opensAtMs, lastStartAtMs, timeZone, resultsExpectedOn }: SittingDates): { ok: true } | Refusal {
  const opensOn = dayIn(timeZone, opensAtMs);
  if (lastStartAtMs !== null && lastStartAtMs < opensAtMs) {
    return refuseNaming("last-start-before-opening", { lastStart: momentIn(timeZone, lastStartAtMs), opens: momentIn(timeZone, opensAtMs) });
  }
  if (resultsExpectedOn === null) return { ok: true };
  if (lastStartAtMs === null) {
    return resultsExpectedOn < opensOn ? refuseNaming("results-before-opening", { results: resultsExpectedOn, opens: opensOn }) : { ok: true };
  }
  const lastStart = dayIn(timeZone, lastStartAtMs);
  return resultsExpectedOn < lastStart ? refuseNaming("results-before-last-start", { results: resultsExpectedOn, lastStart }) : { ok: true };
}

/** The ISO date of a moment in a time zone: such dates compare as texts. */
function dayIn(timeZone: string, ms: number): string {
  return momentIn(timeZone, ms).slice(0, 10);
}

/** `2026-12-24 18:30` in a time zone. */
function momentIn(timeZone: string, ms: number): string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
}
