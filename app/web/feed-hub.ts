import { clockToldAt } from "#app/exam/attempt/clock.ts";
import type { Clock } from "#app/exam/attempt/protocol.ts";
import { loadAttempts, type LoadedAttempt } from "#db/attempts.ts";
import type { Context } from "../usecases/context.ts";

const POLL_MS = 1_000;

export type FeedEvent = { event: "clock" | "state" | "seat" | "message"; data: object };
type Listener = (event: FeedEvent) => void;

export type FeedHub = {
  listen(attemptId: string, listener: Listener): () => void;
  changed(places: readonly LoadedAttempt[]): void;
  listeners(): number;
  close(): void;
};

/**
 * Tells open browsers what happened to their attempt. Commits of this server are told at once; what another server or
 * a staff page wrote is found once a second by comparing versions, with one statement whatever the number of listeners.
 */
export function feedHub(context: Pick<Context, "db" | "now" | "log">): FeedHub {
  const listeners = new Map<string, Set<Listener>>();
  const told = new Map<string, { version: number; clock: Clock }>();

  function tell(place: LoadedAttempt): void {
    const { attempt, version } = place;
    const heard = listeners.get(attempt.id);
    if (!heard) return;
    const before = told.get(attempt.id);
    if (before && before.version >= version) return;
    const clock = clockToldAt(attempt, context.now());
    told.set(attempt.id, { version, clock });
    if (!before) return;
    const changed = (...members: (keyof Clock)[]) => members.some((member) => before.clock[member] !== clock[member]);
    const events: FeedEvent[] = [];
    if (changed("state")) events.push({ event: "state", data: clock });
    if (changed("lease", "seatReleasedUntilMs")) events.push({ event: "seat", data: clock });
    if (changed("deadlineMs") && events.length === 0) events.push({ event: "clock", data: clock });
    for (const event of events) for (const listener of heard) listener(event);
  }

  const timer = setInterval(() => {
    const ids = [...listeners.keys()];
    if (ids.length === 0) return;
    loadAttempts(context.db.read, ids).then(
      (places) => places.forEach(tell),
      (error: unknown) => context.log.warn({ err: error }, "the feed could not read the attempts"),
    );
  }, POLL_MS);
  timer.unref();

  return {
    listen(attemptId, listener) {
      const heard = listeners.get(attemptId) ?? new Set();
      heard.add(listener);
      listeners.set(attemptId, heard);
      return () => {
        heard.delete(listener);
        if (heard.size > 0) return;
        listeners.delete(attemptId);
        told.delete(attemptId);
      };
    },
    changed: (places) => places.forEach(tell),
    listeners: () => [...listeners.values()].reduce((sum, heard) => sum + heard.size, 0),
    close: () => clearInterval(timer),
  };
}
