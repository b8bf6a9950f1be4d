import type { Clock, Receipt } from "#app/exam/attempt/protocol.ts";
import { readClock } from "#app/messages/clock.ts";
import { readAcknowledgement } from "#app/messages/operations.ts";
import { reasonOf } from "#app/messages/short-replies.ts";
import type { QueuedOperation } from "../store/database.ts";
import type { Settlement } from "../store/outbox.ts";
import type { Reply, Timing } from "./request.ts";

/** What the sender does next. */
export type Next =
  | { act: "go-on" }
  | { act: "back-off"; afterMs: number | null; reachable: boolean }
  | { act: "sign-in" }
  | { act: "denied" }
  /** The lease is none that the server has given: the seat must be asked for again. */
  | { act: "ask-seat" }
  /** Nothing was stored, because too many numbers are missing: those that are told are filled first. */
  | { act: "fill-gaps" }
  /** The request as a whole was not understood: each operation alone, to find the bad one. */
  | { act: "singly" }
  | { act: "set-aside"; opId: string; reason: string };

export type Judgement = {
  settlements: Settlement[];
  clock: { clock: Clock; timing: Timing } | null;
  receipt: Receipt | null;
  waitingFor: number[];
  next: Next;
};

/** A refusal of a whole request that says nothing against its operations. */
const NOT_YET = "not-started";

/**
 * What a reply to `POST /operations` means for the operations that were sent: the tables of docs/protocol.md.
 * Only a reply that names an operation settles it; whatever cannot be understood is no reply.
 */
export function judgeReply(reply: Reply, sent: readonly QueuedOperation[]): Judgement {
  const nothing: Judgement = { settlements: [], clock: null, receipt: null, waitingFor: [], next: { act: "back-off", afterMs: null, reachable: false } };
  if (reply.kind !== "json") return nothing;
  const { status, body, retryAfterMs, sentAtMs, receivedAtMs } = reply;
  const serverClock = readClock(body);
  const clock = serverClock === null ? null : { clock: serverClock, timing: { sentAtMs, receivedAtMs } };
  const reason = reasonOf(body);
  const heard = { ...nothing, clock };

  if (status === 401 && reason !== null) return { ...heard, next: { act: "sign-in" } };
  if (status === 403 && reason !== null) return { ...heard, next: { act: "denied" } };
  if (status === 503 || status === 429) {
    // Too quick is heard as well; a server that can store nothing is as good as none, and the page says so.
    return { ...heard, next: { act: "back-off", afterMs: retryAfterMs, reachable: status === 429 } };
  }
  // Under whatever status: servers have told it as 404, 422 and 409.
  if (reason === "unknown-lease" && clock !== null) return { ...heard, next: { act: "ask-seat" } };
  if ((status === 413 || status === 422) && reason !== null) return { ...heard, next: afterRefusal(reason, sent) };
  const acknowledgement = [200, 409, 410].includes(status) ? readAcknowledgement(body) : null;
  if (acknowledgement === null) return nothing;
  if (status !== 200 && reason === null) return nothing;

  if (reason === "gap") return { ...heard, waitingFor: acknowledgement.waitingFor, next: { act: "fill-gaps" } };
  const settlements = settlementsOf(acknowledgement, sent);
  return {
    settlements,
    clock,
    receipt: acknowledgement.receipt,
    // Numbers of a replaced lease need not be filled any more.
    waitingFor: status === 200 ? acknowledgement.waitingFor : [],
    next: settlements.length > 0 ? { act: "go-on" } : { act: "back-off", afterMs: null, reachable: true },
  };
}

function afterRefusal(reason: string, sent: readonly QueuedOperation[]): Next {
  if (reason === NOT_YET) return { act: "back-off", afterMs: null, reachable: true };
  const [only] = sent;
  if (sent.length === 1 && only !== undefined) return { act: "set-aside", opId: only.opId, reason };
  return { act: "singly" };
}

function settlementsOf(acknowledgement: NonNullable<ReturnType<typeof readAcknowledgement>>, sent: readonly QueuedOperation[]): Settlement[] {
  const mine = new Set(sent.map((operation) => operation.opId));
  const { serverTimeMs: savedAtMs, acknowledged, refused, late, stored = [], unclaimed = [], partClosed = [] } = acknowledgement;
  const fates: [readonly string[], Settlement["fate"]][] = [
    [acknowledged, "saved"],
    [refused.map(({ opId }) => opId), "refused"],
    [late ? stored : [], "late"],
    [unclaimed, "unclaimed"],
    [partClosed, "part-closed"],
  ];
  const settlements: Settlement[] = [];
  for (const [opIds, fate] of fates) {
    for (const opId of opIds) {
      if (mine.delete(opId)) settlements.push({ opId, fate, savedAtMs: fate === "saved" ? savedAtMs : null });
    }
  }
  return settlements;
}
