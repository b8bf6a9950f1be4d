import type { Clock } from "#app/exam/attempt/protocol.ts";
import { readClock } from "#app/messages/clock.ts";
import { readProctorMessage } from "#app/messages/short-replies.ts";
import type { FeedSource, PlayerEnvironment } from "../page/environment.ts";

/** Longer silence means that a proxy holds the feed back; the heartbeat then carries everything. */
export const SILENCE_MS = 15_000;
const OPEN_AGAIN_MS = 30_000;

export type FeedListener = {
  heard(clock: Clock): void;
  message(text: string): void;
  /** Whether news comes at once (true) or with the next heartbeat (false). */
  live(live: boolean): void;
};

/** Listens to the server's events; opens a feed that fell silent again from time to time. */
export function startFeed(
  { openFeed, schedule }: Pick<PlayerEnvironment, "openFeed" | "schedule">,
  attemptId: string,
  listener: FeedListener,
): { stop(): void } {
  let source: FeedSource | null = null;
  let cancel = () => {};
  let stopped = false;

  function silent(): void {
    source?.close();
    source = null;
    listener.live(false);
    cancel = schedule(open, OPEN_AGAIN_MS);
  }

  function news(): void {
    cancel();
    if (stopped) return;
    listener.live(true);
    cancel = schedule(silent, SILENCE_MS);
  }

  function parsed(data: unknown): unknown {
    try {
      return JSON.parse(String(data));
    } catch {
      return null;
    }
  }

  function open(): void {
    if (stopped) return;
    source = openFeed(`/attempts/${encodeURIComponent(attemptId)}/feed`);
    cancel = schedule(silent, SILENCE_MS);
    for (const name of ["clock", "state", "seat"]) {
      source?.addEventListener(name, ({ data }) => {
        news();
        const clock = readClock(parsed(data));
        if (clock !== null) listener.heard(clock);
      });
    }
    source?.addEventListener("message", ({ data }) => {
      news();
      const message = readProctorMessage(parsed(data));
      if (message !== null) listener.message(message.text);
    });
  }

  open();
  return {
    stop() {
      stopped = true;
      cancel();
      source?.close();
    },
  };
}
