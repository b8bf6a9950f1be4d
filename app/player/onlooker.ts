import type { ExamClock } from "./clock.ts";
import type { PlayerEnvironment } from "./environment.ts";
import { startFeed } from "./feed.ts";
import type { Observable } from "./observable.ts";

type State = Pick<Observable<never>, "set">;

/**
 * A tab beside the one that has the exam: it hears how the exam stands and how much time is left. It only listens; a
 * heartbeat from here would hide from the proctor how the other tab is.
 */
export function lookOn(environment: Pick<PlayerEnvironment, "openFeed" | "schedule" | "monotonicNow">, attemptId: string, clock: ExamClock, state: State): { tick(): void; stop(): void } {
  const feed = startFeed(environment, attemptId, {
    heard(told) {
      // Nothing is measured by asking; what the feed tells is taken to have come at once.
      const atMs = environment.monotonicNow();
      clock.heard(told, { sentAtMs: atMs, receivedAtMs: atMs });
      state.set({ examState: told.state, time: clock.shown() });
    },
    message: () => undefined,
    live: () => undefined,
  });
  return { tick: () => state.set({ time: clock.shown() }), stop: feed.stop };
}
