import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FeedSource } from "../page/environment.ts";
import { SILENCE_MS, startFeed } from "./feed.ts";

const clock = { serverTimeMs: 1, deadlineMs: null, state: "active", lease: 1 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function listen() {
  const sources: { emit(name: string, data: unknown): void; closed: boolean }[] = [];
  const told: string[] = [];
  const feed = startFeed(
    {
      openFeed(): FeedSource {
        const listeners = new Map<string, (event: { data?: unknown }) => void>();
        const source = { closed: false, emit: (name: string, data: unknown) => listeners.get(name)?.({ data }) };
        sources.push(source);
        return { addEventListener: (name, listener) => void listeners.set(name, listener), close: () => void (source.closed = true) };
      },
      schedule(run, ms) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    "a",
    {
      heard: ({ state }) => void told.push(state),
      message: (text) => void told.push(text),
      live: (live) => void told.push(live ? "live" : "silent"),
    },
  );
  return { feed, sources, told };
}

test("passes on clocks and messages, and nothing that it does not understand", () => {
  const { sources, told } = listen();
  sources[0]?.emit("clock", JSON.stringify(clock));
  sources[0]?.emit("message", JSON.stringify({ text: "Ten minutes more" }));
  sources[0]?.emit("state", "<html>");
  sources[0]?.emit("state", JSON.stringify({ state: "paused" }));
  expect(told.filter((one) => one !== "live")).toEqual(["active", "Ten minutes more"]);
});

test("counts as silent after 15 s, even when a proxy keeps the connection open, and is opened again later", () => {
  const { sources, told } = listen();
  sources[0]?.emit("clock", JSON.stringify(clock));
  vi.advanceTimersByTime(SILENCE_MS - 1);
  expect(told).not.toContain("silent");
  vi.advanceTimersByTime(1);
  expect(told).toContain("silent");
  expect(sources[0]?.closed).toBe(true);
  vi.advanceTimersByTime(30_000);
  expect(sources).toHaveLength(2);
});

test("opens nothing any more after the end", () => {
  const { feed, sources } = listen();
  feed.stop();
  vi.advanceTimersByTime(300_000);
  expect(sources).toHaveLength(1);
});
