import { clockToldAt } from "#app/exam/attempt/clock.ts";
import type { Clock } from "#app/exam/attempt/protocol.ts";
import type { Refusal } from "#app/exam/refusal.ts";
import type { Context } from "../context.ts";
import { attemptOfSignIn } from "../find-own-attempt.ts";

/** Server time, deadline, state, lease and release of the seat of one's own attempt: what heartbeats and the feed tell. `version`: the events of the log by then. */
export async function clockOfAttempt(
  context: Context,
  input: { attemptId: string; tokenHash: string },
): Promise<{ ok: true; clock: Clock; version: number } | Refusal> {
  const own = await attemptOfSignIn(context, input);
  if (!own.ok) return own;
  const { attempt, version } = own.loaded;
  return { ok: true, clock: clockToldAt(attempt, context.now()), version };
}
