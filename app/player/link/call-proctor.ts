import type { CallKind } from "#app/exam/attempt/protocol.ts";
import type { PlayerEnvironment } from "../page/environment.ts";
import type { Requester } from "./request.ts";

/** What became of the last call. */
export type ProctorCall = { kind: CallKind; state: "sending" | "received" | "failed" };

/**
 * Calls a proctor and shows what became of the call; answers what came back. Until a call is answered, pressing the same
 * again is the same call: the proctor sees it once, although its reply was lost. The server takes a call every few
 * seconds; one that comes too soon is made again by itself.
 */
export function proctorCaller(request: Requester, { schedule }: Pick<PlayerEnvironment, "schedule">, show: (call: ProctorCall) => void, newId: () => string): (kind: CallKind) => ReturnType<Requester> {
  let unanswered: { kind: CallKind; actId: string } | null = null;
  return async (kind) => {
    if (unanswered?.kind !== kind) unanswered = { kind, actId: newId() };
    show({ kind, state: "sending" });
    const body = unanswered;
    const send = () => request("/call", { method: "POST", body });
    let reply = await send();
    while (reply.kind === "json" && reply.status === 429) {
      const waitMs = reply.retryAfterMs ?? 1_000;
      await new Promise<void>((resolve) => schedule(resolve, waitMs));
      reply = await send();
    }
    const received = reply.kind === "json" && reply.status === 200;
    if (received) unanswered = null;
    show({ kind, state: received ? "received" : "failed" });
    return reply;
  };
}
