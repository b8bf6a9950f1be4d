import * as v from "valibot";
import { reads } from "./message.ts";

const readRefusal = reads(v.object({ reason: v.string() }));

/** Why a request was refused, in the words of docs/protocol.md; null where the reply gives no reason. */
export function reasonOf(body: unknown): string | null {
  return readRefusal(body)?.reason ?? null;
}

/** The feed's `message`: a proctor's words. */
export const readProctorMessage = reads(v.object({ text: v.string() }));

/** Whether the candidate is signed in again. */
export const readSignedIn = reads(v.union([v.object({ ok: v.literal(true) }), v.object({ ok: v.literal(false), reason: v.string() })]));
