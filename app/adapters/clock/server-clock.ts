import type { JudgedClock } from "#app/exam/time/judge-server-clock.ts";

type Sources = { machineNow(): number; monotonicNow(): number };

/**
 * A wall clock, read once, plus a monotonic clock. A step of the machine's clock while the server runs moves no deadline;
 * until `goOn` is called the machine is believed.
 */
export function serverClock({ machineNow, monotonicNow }: Sources = { machineNow: () => Date.now(), monotonicNow: () => performance.now() }) {
  let base = machineNow();
  let begun = monotonicNow();
  let sure = true;
  let offset = 0;
  const now = (): number => Math.round(base + (monotonicNow() - begun));
  return {
    now,
    machineNow,
    isSure: () => sure,
    offsetMs: () => offset,
    goOn({ startsAtMs, offsetMs, isSure }: JudgedClock): void {
      base = Math.max(startsAtMs, sure ? startsAtMs : now());
      begun = monotonicNow();
      sure = isSure;
      offset = offsetMs;
    },
    confirm({ downMs, offsetMs }: { downMs: number; offsetMs: number }): void {
      base = now() + downMs;
      begun = monotonicNow();
      sure = true;
      offset = offsetMs;
    },
  };
}
