import type { Attempt } from "../attempt/attempt.ts";
import { refuse, type Refusal } from "../refusal.ts";
import { isExtension, LONGEST_EXTENSION_MS } from "./extend-time.ts";

/** After the last candidate must have ended there is this long to notice a loss and to reopen. */
export const REOPEN_WITHIN_MS = 3_600_000;

/**
 * What must be added to the deadline so that a candidate who goes on has the time that was left at the close and the
 * extra time: the exam was over for as long as it takes to reopen it. Refused where the attempt has not ended by itself,
 * where the sitting is over, and where nothing would be left to write in.
 */
export function reopenAttempt(
  attempt: Pick<Attempt, "state" | "closedAtMs" | "deadlineAtMs" | "limitMs" | "extensionMs" | "pausedMs" | "betweenMs" | "breakEndsAtMs">,
  extraMs: number,
  lastStartAtMs: number | null,
  nowMs: number,
): { ok: true; extensionMs: number } | Refusal {
  if (attempt.state !== "submitted" && attempt.state !== "timed-out") return refuse("not-reopenable");
  if (!Number.isInteger(extraMs) || extraMs < 0 || extraMs > LONGEST_EXTENSION_MS) return refuse("extension-out-of-range");
  if (lastStartAtMs !== null && nowMs > lastEndMs(attempt, lastStartAtMs) + REOPEN_WITHIN_MS) return refuse("sitting-over");
  const deadlineAtMs = attempt.deadlineAtMs ?? nowMs;
  const unusedMs = Math.max(0, deadlineAtMs - (attempt.closedAtMs ?? deadlineAtMs));
  if (!isExtension(Math.min(LONGEST_EXTENSION_MS, unusedMs + extraMs))) return refuse("reopen-without-time");
  // Closed between two parts: no time ran, and the fold gives the break back what was left of it.
  if (attempt.breakEndsAtMs !== null) return { ok: true, extensionMs: extraMs };
  return { ok: true, extensionMs: nowMs + unusedMs + extraMs - deadlineAtMs };
}

/**
 * When a candidate with the times of this attempt has ended for certain. Breaks between parts count like pauses; a break that
 * lasts, and parts with limits of their own, may reach beyond the limit of the whole.
 */
function lastEndMs({ deadlineAtMs, limitMs, extensionMs, pausedMs, betweenMs }: Parameters<typeof reopenAttempt>[0], lastStartAtMs: number): number {
  return Math.max(lastStartAtMs + limitMs + extensionMs + pausedMs + betweenMs, deadlineAtMs ?? 0);
}
