import type { CallKind } from "#app/exam/attempt/protocol.ts";
import type { Requester } from "./request.ts";

/** What became of the last call. */
export type ProctorCall = { kind: CallKind; state: "sending" | "received" | "failed" };

/**
 * Calls a proctor and shows what became of the call; answers what came back. Until a call is answered, pressing the same
 * again is the same call: the proctor sees it once, although its reply was lost.
 */
export function proctorCaller(request: Requester, show: (call: ProctorCall) => void, newId: () => string): (kind: CallKind) => ReturnType<Requester> {
  let unanswered: { kind: CallKind; actId: string } | null = null;
  return async (kind) => {
    if (unanswered?.kind !== kind) unanswered = { kind, actId: newId() };
    show({ kind, state: "sending" });
    const reply = await request("/call", { method: "POST", body: unanswered });
    const received = reply.kind === "json" && reply.status === 200;
    if (received) unanswered = null;
    show({ kind, state: received ? "received" : "failed" });
    return reply;
  };
}
