import { IDENTIFIER } from "#app/exam/attempt/protocol.ts";
import type { StaffAct } from "#app/exam/proctoring/decide-staff-act.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import type { ActorContext } from "../context.ts";

/** A member of staff acts on an attempt of a sitting they have the right to; a repeated `actId` is one act. */
export async function actOnAttempt(
  { record, actor, now }: ActorContext,
  { attemptId, actId, act }: { attemptId: string; actId: string; act: StaffAct },
): Promise<{ ok: true } | Refusal> {
  if (!IDENTIFIER.test(actId)) return refuse("id-missing");
  const done = await record({ attemptId, actId, by: { personId: actor.personId }, arrivedAtMs: now(), act });
  return done.ok ? { ok: true } : refuse(done.reason);
}
