import { clockToldAt } from "#app/exam/attempt/clock.ts";
import type { Clock } from "#app/exam/attempt/protocol.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { loadAttempt } from "#db/attempts.ts";
import { registrationsOfSignIns } from "#db/sign-ins.ts";
import type { Context } from "../context.ts";

/** Server time, deadline, state, lease and release of the seat of one's own attempt: what heartbeats and the feed tell. */
export async function clockOfAttempt(
  context: Context,
  input: { attemptId: string; tokenHash: string },
): Promise<{ ok: true; clock: Clock } | Refusal> {
  const now = context.now();
  const registrationId = (await registrationsOfSignIns(context.db.read, [input.tokenHash], now)).get(input.tokenHash);
  if (registrationId === undefined) return refuse("sign-in-ended");
  const place = await loadAttempt(context.db.read, input.attemptId);
  if (!place || place.attempt.registrationId !== registrationId) return refuse("not-your-attempt");
  return { ok: true, clock: clockToldAt(place.attempt, now) };
}
