import { expect, test } from "vitest";
import { createClock } from "./clock.ts";
import type { FeedSource } from "./environment.ts";
import { createObservable } from "./observable.ts";
import { lookOn } from "./onlooker.ts";
import { initialSnapshot } from "./snapshot.ts";

const told = { serverTimeMs: 1_000_000, deadlineMs: 1_060_000, state: "active", lease: 3 };

function beside() {
  const state = createObservable<never>(initialSnapshot<never>(true));
  state.set({ seat: "other-tab", loaded: true });
  const feeds: { emit(data: object): void; closed: boolean }[] = [];
  let nowMs = 5_000;
  const environment = {
    monotonicNow: () => nowMs,
    schedule: () => () => undefined,
    openFeed(): FeedSource {
      const listeners = new Map<string, (event: { data?: unknown }) => void>();
      const feed = { closed: false, emit: (data: object) => listeners.get("clock")?.({ data: JSON.stringify(data) }) };
      feeds.push(feed);
      return { addEventListener: (name, listener) => void listeners.set(name, listener), close: () => void (feed.closed = true) };
    },
  };
  const clock = createClock({ dateNow: () => nowMs, monotonicNow: () => nowMs });
  const onlooker = lookOn(environment, "a", clock, state);
  return { state, onlooker, feed: feeds[0]!, pass: (ms: number) => void (nowMs += ms) };
}

test("a tab beside the exam shows the time that runs, and knows when the exam is over", () => {
  const { state, onlooker, feed, pass } = beside();
  expect(state.get()).toMatchObject({ phase: "read-only", time: { remainingMs: null } });
  feed.emit(told);
  pass(10_000);
  onlooker.tick();
  expect(state.get()).toMatchObject({ phase: "read-only", examState: "active", time: { remainingMs: 50_000, status: "sure" } });
  feed.emit({ ...told, serverTimeMs: 1_010_000, state: "timed-out" });
  expect(state.get().phase).toBe("ended");
  onlooker.stop();
  expect(feed.closed).toBe(true);
});
