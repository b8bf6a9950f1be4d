import type { Clock, Heartbeat } from "#app/exam/attempt/protocol.ts";
import { readClock } from "#app/messages/clock.ts";
import { reasonOf } from "#app/messages/short-replies.ts";
import type { PlayerEnvironment } from "../page/environment.ts";
import type { Requester, Timing } from "./request.ts";

const EVERY_MS = 10_000;
/** After the close only a reopening is of interest. */
const AFTER_CLOSE_MS = 30_000;

export type HeartbeatListener = {
  heard(clock: Clock, timing: Timing): void;
  refused(reason: "sign-in-ended" | "denied"): void;
  reachable(reachable: boolean): void;
};

export type HeartbeatSender = {
  /** Sends one now; resolves when it was answered or not. */
  beat(): Promise<void>;
  slow(): void;
  stop(): void;
};

type Tools = Pick<PlayerEnvironment, "schedule" | "visible" | "fullScreen"> & {
  request: Requester;
  listener: HeartbeatListener;
  facts(): Promise<Pick<Heartbeat, "lease" | "waiting" | "oldestWaitingMs" | "position">>;
};

/** Tells the server every 10 s how this browser is, and hears time, state and lease in return. */
export function startHeartbeat({ request, listener, facts, schedule, visible, fullScreen }: Tools): HeartbeatSender {
  let rttMs: number | null = null;
  let everyMs = EVERY_MS;
  let stopped = false;
  let underWay: Promise<void> | null = null;
  let cancel = () => {};

  async function send(): Promise<void> {
    const body: Heartbeat = { ...(await facts()), visible: visible(), fullScreen: fullScreen(), rttMs };
    const reply = await request("/heartbeat", { method: "POST", body });
    if (stopped) return;
    if (reply.kind !== "json") return listener.reachable(false);
    const clock = readClock(reply.body);
    const understood = clock !== null || reasonOf(reply.body) !== null;
    listener.reachable(understood && reply.status < 500);
    if (clock !== null) {
      rttMs = Math.round(reply.receivedAtMs - reply.sentAtMs);
      listener.heard(clock, reply);
    } else if (reply.status === 401 && understood) listener.refused("sign-in-ended");
    else if (reply.status === 403 && understood) listener.refused("denied");
  }

  function beat(): Promise<void> {
    underWay ??= send()
      .catch(() => undefined)
      .finally(() => {
        underWay = null;
      });
    return underWay;
  }

  function plan(): void {
    cancel = schedule(() => {
      void beat();
      if (!stopped) plan();
    }, everyMs);
  }
  plan();

  return {
    beat,
    slow() {
      everyMs = AFTER_CLOSE_MS;
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}
