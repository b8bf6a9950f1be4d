import type { Attempt } from "#app/exam/attempt/attempt.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { storeContentKey } from "#db/attempts.ts";
import type { ActorContext } from "../context.ts";

/**
 * The candidate's attempt for the registration they signed in with, made and frozen before the start: form, limit,
 * content key. The exam has one attempt for ever; a practice sitting gives a new one after the last was closed, when
 * `again` asks for it.
 */
export async function prepareAttempt(
  { record, actor: { registrationId }, newId, randomBytes, now }: ActorContext,
  { again }: { again: boolean },
): Promise<{ ok: true; attempt: Attempt } | Refusal> {
  if (registrationId === null) return refuse("no-registration");
  const attemptId = newId();
  const done = await record({
    attemptId,
    by: { registrationId },
    arrivedAtMs: now(),
    act: { kind: "prepare", registrationId, again },
    alongside: async (trx, attempt) => {
      for (const part of attempt.parts.keys()) await storeContentKey(trx, attemptId, part + 1, Buffer.from(randomBytes(32)).toString("base64"));
    },
  });
  if (!done.ok) return refuse(done.reason);
  if (done.kind !== "prepared") throw new TypeError("an attempt that was prepared is answered with the attempt");
  return { ok: true, attempt: done.attempt };
}
