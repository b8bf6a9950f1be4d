import type { CallKind } from "#app/exam/attempt/protocol.ts";
import type { Observable } from "./observable.ts";
import type { Requester } from "./request.ts";

/**
 * Calls a proctor and shows what became of the call; answers what came back. Until a call is answered, pressing the same
 * again is the same call: the proctor sees it once, although its reply was lost.
 */
export function proctorCaller(request: Requester, state: Pick<Observable<never>, "set">, newId: () => string): (kind: CallKind) => ReturnType<Requester> {
  let unanswered: { kind: CallKind; actId: string } | null = null;
  return async (kind) => {
    if (unanswered?.kind !== kind) unanswered = { kind, actId: newId() };
    state.set({ call: { kind, state: "sending" } });
    const answer = await request("/call", { method: "POST", body: unanswered });
    const received = answer.kind === "json" && answer.status === 200;
    if (received) unanswered = null;
    state.set({ call: { kind, state: received ? "received" : "failed" } });
    return answer;
  };
}
