import { clockToldAt } from "#app/exam/attempt/clock.ts";
import type { Clock } from "#app/exam/attempt/protocol.ts";
import { loadAttempts, type LoadedAttempt } from "#db/attempts.ts";
import type { Context } from "../usecases/context.ts";

const POLL_MS = 1_000;

export type FeedEvent = { event: "clock" | "state" | "seat" | "message"; data: object };
type Listener = (event: FeedEvent) => void;

/** What a listener has heard: the clock, and how many events the log had then. */
export type Heard = { version: number; clock: Clock };

export type FeedHub = {
  /** `heard`: what the listener was told before; whatever has happened since reaches it. Answers how to stop. */
  listen(attemptId: string, heard: Heard, listener: Listener): () => void;
  changed(attempts: readonly LoadedAttempt[]): void;
  /** Tells every listener the time anew: the server's clock has moved on. */
  tellAll(): Promise<void>;
  listeners(): number;
  close(): void;
};

/**
 * Tells open browsers what happened to their attempt. Commits of this server are told at once; what another server wrote
 * is found once a second by comparing versions, with one statement whatever the number of listeners.
 */
export function feedHub(context: Pick<Context, "db" | "now" | "log">): FeedHub {
  const listeners = new Map<string, Set<{ listener: Listener; heard: Heard }>>();

  function tell({ attempt, version }: LoadedAttempt): void {
    const clock = clockToldAt(attempt, context.now());
    for (const each of listeners.get(attempt.id) ?? []) {
      const { heard, listener } = each;
      if (heard.version >= version) continue;
      each.heard = { version, clock };
      for (const event of eventsBetween(heard.clock, clock)) listener(event);
    }
  }

  const timer = setInterval(() => {
    const ids = [...listeners.keys()];
    if (ids.length === 0) return;
    loadAttempts(context.db.read, ids).then(
      (attempts) => attempts.forEach(tell),
      (error: unknown) => context.log.warn({ err: error }, "the feed could not read the attempts"),
    );
  }, POLL_MS);
  timer.unref();

  return {
    listen(attemptId, heard, listener) {
      const ofAttempt = listeners.get(attemptId) ?? new Set();
      const entry = { listener, heard };
      listeners.set(attemptId, ofAttempt.add(entry));
      return () => {
        ofAttempt.delete(entry);
        if (ofAttempt.size === 0 && listeners.get(attemptId) === ofAttempt) listeners.delete(attemptId);
      };
    },
    changed: (attempts) => attempts.forEach(tell),
    async tellAll() {
      for (const [id, { attempt, version }] of await loadAttempts(context.db.read, [...listeners.keys()])) {
        const clock = clockToldAt(attempt, context.now());
        for (const each of listeners.get(id) ?? []) {
          each.heard = { version, clock };
          each.listener({ event: "clock", data: clock });
        }
      }
    },
    listeners: () => [...listeners.values()].reduce((sum, heard) => sum + heard.size, 0),
    close: () => clearInterval(timer),
  };
}

function eventsBetween(before: Clock, clock: Clock): FeedEvent[] {
  const changed = (...members: (keyof Clock)[]) => members.some((member) => before[member] !== clock[member]);
  const events: FeedEvent[] = [];
  if (changed("state")) events.push({ event: "state", data: clock });
  if (changed("lease", "seatReleasedUntilMs")) events.push({ event: "seat", data: clock });
  if (changed("deadlineMs") && events.length === 0) events.push({ event: "clock", data: clock });
  return events;
}
