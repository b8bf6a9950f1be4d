import { type OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import { MAX_BODY_BYTES, MAX_OPERATIONS, type Clock, type OperationsRequest, type Receipt } from "#app/exam/attempt/protocol.ts";
import { backOffMs } from "./back-off.ts";
import { isOfCandidate, type QueuedOperation } from "../store/database.ts";
import type { PlayerEnvironment } from "../page/environment.ts";
import { judgeReply, type Judgement } from "./judge-reply.ts";
import type { Outbox, Settlement } from "../store/outbox.ts";
import type { Requester, Timing } from "./request.ts";

export type SyncListener = {
  /** The server's clock as this reply told it. */
  heard(clock: Clock, timing: Timing): void;
  /** Which of the operations that were sent have a reply now. */
  settled(settlements: readonly Settlement[], sent: readonly QueuedOperation[]): void;
  receipt(receipt: Receipt): void;
  signInEnded(): void;
  denied(): void;
  /** The server never gave the lease under which was sent; it is asked again later, whatever becomes of the seat. */
  leaseUnknown(serverClock: Clock): void;
  setAside(reason: string): void;
  /** Whether the server answers, and whether a request is under way. */
  link(state: { reachable: boolean; busy: boolean }): void;
};

export type Sync = {
  /** Sends what waits, now; while a request runs, right after it. */
  kick(): void;
  /** After signing in again, or when the seat came back. */
  resume(): void;
  stop(): void;
};

type Tools = Pick<PlayerEnvironment, "schedule" | "random"> & {
  outbox: Outbox;
  request: Requester;
  listener: SyncListener;
  /** While the attempt is paused these stay in the queue. */
  heldKinds(): readonly OperationKind[];
};

/** Room for the frame of the request around its operations. */
const BODY_ROOM = MAX_BODY_BYTES - 1_024;

/** Delivers the outbox: one request at a time, the next right behind it, until nothing waits. */
export function createSync({ outbox, request, listener, schedule, random, heldKinds }: Tools): Sync {
  let running = false;
  let again = false;
  let stopped = false;
  let blocked = false;
  let failures = 0;
  /** A server that replies with what must be asked again later is reachable all the same. */
  let reachable = true;
  /** Numbers up to this one are sent one by one, because a request with them was not understood. */
  let single: { lease: number; until: number } | null = null;
  let cancelWait: (() => void) | null = null;

  async function batch(): Promise<QueuedOperation[]> {
    const most = await outbox.next(MAX_OPERATIONS, heldKinds());
    const [first] = most;
    if (first === undefined) return [];
    if (single?.lease === first.lease && first.seq <= single.until) return [first];
    let bytes = 0;
    const fits = most.filter((operation) => (bytes += new TextEncoder().encode(JSON.stringify(operation)).length + 1) <= BODY_ROOM);
    return fits.length > 0 ? fits : [first];
  }

  function body(sent: readonly QueuedOperation[]): OperationsRequest {
    const operations = sent.map(({ lease: _lease, madeAtMs: _madeAtMs, ...operation }) => operation);
    return { lease: sent[0]?.lease ?? 0, operations };
  }

  /** Writes down what the reply settled; tells whether to go on at once. */
  async function follow(judgement: Judgement, sent: readonly QueuedOperation[]): Promise<boolean> {
    const { settlements, clock, receipt, waitingFor, next } = judgement;
    await outbox.settle(settlements);
    if (settlements.length > 0) listener.settled(settlements, sent);
    const [first] = sent;
    const filled = first !== undefined && waitingFor.length > 0 ? await outbox.fillGaps(first.lease, waitingFor, first.position) : 0;
    if (receipt !== null) listener.receipt(receipt);
    if (clock !== null) listener.heard(clock.clock, clock.timing);
    reachable = next.act !== "back-off" || next.reachable;
    listener.link({ reachable, busy: next.act === "go-on" });

    if (next.act === "go-on") failures = 0;
    if (next.act === "singly") single = { lease: first?.lease ?? 0, until: sent.at(-1)?.seq ?? 0 };
    if (next.act === "set-aside") {
      await outbox.setAside(next.opId);
      if (sent.some((operation) => operation.opId === next.opId && isOfCandidate(operation))) listener.setAside(next.reason);
    }
    // Numbers that cannot be filled here are no reason to ask at once again.
    const isStuck = next.act === "fill-gaps" && filled === 0;
    if (next.act === "back-off" || next.act === "ask-seat" || isStuck) {
      failures += 1;
      wait((next.act === "back-off" ? next.afterMs : null) ?? backOffMs(failures, random));
      if (next.act === "ask-seat" && clock !== null) listener.leaseUnknown(clock.clock);
      return false;
    }
    if (next.act === "sign-in" || next.act === "denied") {
      blocked = true;
      if (next.act === "sign-in") listener.signInEnded();
      else listener.denied();
      return false;
    }
    return true;
  }

  function wait(ms: number): void {
    cancelWait?.();
    cancelWait = schedule(() => {
      cancelWait = null;
      void run();
    }, ms);
  }

  async function run(): Promise<void> {
    if (running || stopped || blocked) {
      again = true;
      return;
    }
    running = true;
    again = false;
    try {
      for (;;) {
        const sent = await batch();
        if (sent.length === 0 || stopped) break;
        listener.link({ reachable, busy: true });
        const reply = await request("/operations", { method: "POST", body: body(sent) });
        if (stopped) break;
        if (!(await follow(judgeReply(reply, sent), sent))) break;
      }
    } catch {
      // The local store could not be read just now; nothing is lost by asking it again.
      failures += 1;
      wait(backOffMs(failures, random));
    } finally {
      running = false;
    }
    if (again && cancelWait === null && !stopped && !blocked) void run();
  }

  function kick(): void {
    // A server that has failed several times is not asked again at every click.
    if (cancelWait !== null && failures > 3) return;
    cancelWait?.();
    cancelWait = null;
    void run();
  }

  return {
    kick,
    resume() {
      blocked = false;
      failures = 0;
      reachable = true;
      cancelWait?.();
      cancelWait = null;
      void run();
    },
    stop() {
      stopped = true;
      cancelWait?.();
    },
  };
}
