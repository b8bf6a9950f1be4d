import { expect, test } from "vitest";
import { createClock } from "./clock.ts";
import type { FeedSource } from "../page/environment.ts";
import { lookOn } from "./look-on.ts";

const told = { serverTimeMs: 1_000_000, deadlineMs: 1_060_000, state: "active", lease: 3 };

function beside() {
  let shown = {};
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
  const onlooker = lookOn(environment, "a", clock, (news) => void (shown = { ...shown, ...news }));
  return { shown: () => shown, onlooker, feed: feeds[0]!, pass: (ms: number) => void (nowMs += ms) };
}

test("a tab beside the exam shows the time that runs, and knows when the exam is over", () => {
  const { shown, onlooker, feed, pass } = beside();
  expect(shown()).toEqual({});
  feed.emit(told);
  pass(10_000);
  onlooker.tick();
  expect(shown()).toMatchObject({ examState: "active", time: { remainingMs: 50_000, status: "sure" } });
  feed.emit({ ...told, serverTimeMs: 1_010_000, state: "timed-out" });
  expect(shown()).toMatchObject({ examState: "timed-out" });
  onlooker.stop();
  expect(feed.closed).toBe(true);
});
