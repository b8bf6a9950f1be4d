import type { AttemptState } from "#app/exam/attempt/states.ts";
import type { ExamClock, TimeShown } from "./clock.ts";
import type { PlayerEnvironment } from "../page/environment.ts";
import { startFeed } from "./feed.ts";

/** How the exam of the other tab stands. */
type Shown = { examState?: AttemptState; time: TimeShown };

/**
 * A tab beside the one that has the exam: it hears how the exam stands and how much time is left. It only listens; a
 * heartbeat from here would hide from the proctor how the other tab is.
 */
export function lookOn(environment: Pick<PlayerEnvironment, "openFeed" | "schedule" | "monotonicNow">, attemptId: string, clock: ExamClock, show: (shown: Shown) => void): { tick(): void; stop(): void } {
  const feed = startFeed(environment, attemptId, {
    heard(serverClock) {
      // Nothing is measured by asking; what the feed tells is taken to have come at once.
      const atMs = environment.monotonicNow();
      clock.heard(serverClock, { sentAtMs: atMs, receivedAtMs: atMs });
      show({ examState: serverClock.state, time: clock.shown() });
    },
    message: () => undefined,
    live: () => undefined,
  });
  return { tick: () => show({ time: clock.shown() }), stop: feed.stop };
}
