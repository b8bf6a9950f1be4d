import type { Refusal } from "#app/exam/refusal.ts";
import { giveNewCode, type NewCode } from "../give-new-code.ts";
import type { ActorContext } from "../context.ts";

/** The office gives a candidate a new admission code, with a reason and not while the exam runs; the old one counts no more. */
export async function reissueCode(context: ActorContext, input: { registrationId: string; reason: string }): Promise<({ ok: true } & NewCode) | Refusal> {
  return giveNewCode(context, { ...input, desk: "office", identityChecked: false });
}
