import type { Refusal } from "#app/exam/refusal.ts";
import { giveNewCode, type NewCode } from "../give-new-code.ts";
import type { ActorContext } from "../context.ts";

/** A proctor gives a candidate of their sitting a new admission code, after a look at the identity card, also while the exam runs. */
export async function reissueCodeInRoom(
  context: ActorContext,
  input: { registrationId: string; reason: string; identityChecked: boolean },
): Promise<({ ok: true } & NewCode) | Refusal> {
  return giveNewCode(context, { ...input, desk: "room" });
}
