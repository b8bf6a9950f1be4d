import { describe, expect, it } from "vitest";
import { deadlineOf, deadlineSeenAt, isTooLate, timeLeft, type TimeTerms } from "./clock.ts";

const HOUR = 3_600_000;
const started: TimeTerms = { startedAtMs: 1_000, limitMs: HOUR, extensionMs: 0, pausedMs: 0, pausedAtMs: null, running: { startedAtMs: 1_000, limitMs: null, extensionMs: 0, pausedMs: 0 }, betweenMs: 0, breakEndsAtMs: null };

describe("the deadline of an attempt", () => {
  it("does not exist before the start", () => {
    expect(deadlineOf({ ...started, startedAtMs: null })).toBeNull();
    expect(timeLeft({ ...started, startedAtMs: null }, 5)).toBeNull();
  });

  it("is start + limit + extensions + finished pauses", () => {
    expect(deadlineOf({ ...started, extensionMs: 600_000, pausedMs: 90_000 })).toBe(1_000 + HOUR + 690_000);
  });

  it("is that of the running part where it has a limit of its own, with what was added while it ran", () => {
    const running = { startedAtMs: 500_000, limitMs: 60_000, extensionMs: 7_000, pausedMs: 300 };
    expect(deadlineOf({ ...started, extensionMs: 600_000, pausedMs: 90_000, running })).toBe(567_300);
  });

  it("does not exist between two parts: no time runs, and nothing is late", () => {
    const between = { ...started, running: null };
    expect([deadlineOf(between), timeLeft(between, 99 * HOUR), isTooLate(between, 0, 99 * HOUR)]).toEqual([null, null, false]);
  });

  it("moves with the clock while a pause lasts, so that the time left stands still", () => {
    const paused = { ...started, pausedAtMs: 11_000 };
    expect(deadlineSeenAt(paused, 61_000)).toBe(1_000 + HOUR + 50_000);
    expect(timeLeft(paused, 11_000)).toBe(HOUR - 10_000);
    expect(timeLeft(paused, 99_000_000)).toBe(HOUR - 10_000);
  });

  it("leaves no time after it has passed", () => {
    expect(timeLeft(started, 1_000 + HOUR + 5)).toBe(0);
  });
});

describe("lateness", () => {
  it("takes a request that arrives in the very millisecond of deadline + grace", () => {
    expect(isTooLate(started, 30_000, 1_000 + HOUR + 30_000)).toBe(false);
  });

  it("refuses a request one millisecond later", () => {
    expect(isTooLate(started, 30_000, 1_000 + HOUR + 30_001)).toBe(true);
  });

  it("never makes a paused attempt late", () => {
    expect(isTooLate({ ...started, pausedAtMs: 2_000 }, 0, 99 * HOUR)).toBe(false);
  });
});
