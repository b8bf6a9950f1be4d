import { isRunning } from "../attempt/states.ts";
import type { Attempt } from "../attempt/attempt.ts";
import { refuse, type Refusal } from "../refusal.ts";

export const SHORTEST_EXTENSION_MS = 1_000;
/** More than any form's limit: beyond it somebody has typed a wrong number. */
export const LONGEST_EXTENSION_MS = 4 * 3_600_000;

/** Whether a duration may be given to a candidate live. */
export function isExtension(milliseconds: number): boolean {
  return Number.isInteger(milliseconds) && milliseconds >= SHORTEST_EXTENSION_MS && milliseconds <= LONGEST_EXTENSION_MS;
}

/** Time given live to a running attempt, paused or not. An attempt that is over must be reopened instead. */
export function extendTime(attempt: Pick<Attempt, "state">, extensionMs: number): { ok: true; extensionMs: number } | Refusal {
  if (!isRunning(attempt.state)) return refuse("not-running");
  return isExtension(extensionMs) ? { ok: true, extensionMs } : refuse("extension-out-of-range");
}
