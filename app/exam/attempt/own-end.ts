import { deadlineSeenAt, type TimeTerms } from "./clock.ts";
import { isRunning, type AttemptState } from "./states.ts";

/** When a candidate's own time ends, as far as it can be known. */
export type OwnEnd =
  /** It has begun. While it is paused, the end moves on with the pause. */
  | { kind: "begun"; atMs: number; paused: boolean }
  /** It has not: so long after the own start, and after the last start at the latest (null where there is none). */
  | { kind: "to-start"; spanMs: number; latestMs: number | null; example: { startAtMs: number; endAtMs: number } | null };

type Window = { opensAtMs: number; lastStartAtMs: number | null };

const MINUTE_MS = 60_000;

/** The end of who starts within the window; the example, where `nowMs` is given, is the next full minute at which that is possible. */
export function endOfStart(spanMs: number, { opensAtMs, lastStartAtMs }: Window, nowMs: number | null): OwnEnd {
  const latestMs = lastStartAtMs === null ? null : lastStartAtMs + spanMs;
  if (nowMs === null) return { kind: "to-start", spanMs, latestMs, example: null };
  const next = Math.max(opensAtMs, Math.ceil(nowMs / MINUTE_MS) * MINUTE_MS);
  const startAtMs = lastStartAtMs === null ? next : Math.min(next, lastStartAtMs);
  return { kind: "to-start", spanMs, latestMs, example: { startAtMs, endAtMs: startAtMs + spanMs } };
}

/** The end of an attempt that runs, or of one that can still be started. */
export function ownEnd(attempt: TimeTerms & { state: AttemptState }, window: Window, nowMs: number): OwnEnd {
  const deadlineMs = isRunning(attempt.state) ? deadlineSeenAt(attempt, nowMs) : null;
  if (deadlineMs !== null) return { kind: "begun", atMs: deadlineMs, paused: attempt.pausedAtMs !== null };
  return endOfStart(attempt.limitMs + attempt.extensionMs, window, nowMs);
}
