import type { Refusal } from "#app/exam/refusal.ts";
import { takeNewCodeBack } from "../give-new-code.ts";
import type { ActorContext } from "../context.ts";

/** Anybody of the office takes a new code back in its first minute, whoever of them gave it. */
export async function undoReissue(context: ActorContext, input: { registrationId: string; number: number }): Promise<{ ok: true; candidateNumber: string } | Refusal> {
  return takeNewCodeBack(context, { ...input, desk: "office" });
}
