/** Where a candidate who has not started stands against the sitting's window. */
export type StartWindow = { kind: "too-early"; secondsLeft: number } | { kind: "open"; secondsLeft: number | null } | { kind: "over" };

/**
 * By the server's time in seconds; unknown counts as open, because the server decides anyhow. `secondsLeft`: until it
 * opens, or until the last start (null where there is none).
 */
export function startWindow(serverSecond: number | null, opensAtMs: number, lastStartAtMs: number | null): StartWindow {
  if (serverSecond === null) return { kind: "open", secondsLeft: null };
  const until = (ms: number) => Math.ceil(ms / 1_000) - serverSecond;
  if (until(opensAtMs) > 0) return { kind: "too-early", secondsLeft: until(opensAtMs) };
  if (lastStartAtMs === null) return { kind: "open", secondsLeft: null };
  return until(lastStartAtMs) < 0 ? { kind: "over" } : { kind: "open", secondsLeft: until(lastStartAtMs) };
}

const LAST_HOUR_SECONDS = 3_600;

/** The seconds in which one can still start, once less than an hour of them is left; otherwise null. */
export function secondsToStart(window: StartWindow): number | null {
  if (window.kind !== "open" || window.secondsLeft === null) return null;
  return window.secondsLeft < LAST_HOUR_SECONDS ? window.secondsLeft : null;
}
