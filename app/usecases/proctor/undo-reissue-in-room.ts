import type { Refusal } from "#app/exam/refusal.ts";
import { takeNewCodeBack } from "../give-new-code.ts";
import type { ActorContext } from "../context.ts";

/** A proctor of the sitting takes a new code back in its first minute, also while the exam runs. */
export async function undoReissueInRoom(context: ActorContext, input: { registrationId: string; number: number }): Promise<{ ok: true; candidateNumber: string } | Refusal> {
  return takeNewCodeBack(context, { ...input, desk: "room" });
}
