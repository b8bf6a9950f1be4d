import { describe, expect, it } from "vitest";
import { watchWait, type Wait } from "./wait-watch.ts";

/** Looks every 100 ms from 0 on; `missing` tells which frame is missing at a time. */
function look(missing: (nowMs: number) => number | null, untilMs: number, skip: (nowMs: number) => boolean = () => false) {
  let wait: Wait | null = null;
  const reports: { atMs: number; frame: number; waitedMs: number }[] = [];
  for (let now = 0; now <= untilMs; now += 100) {
    if (skip(now)) continue;
    const result = watchWait(wait, missing(now), now);
    wait = result.wait;
    if (result.report !== null) reports.push({ atMs: now, ...result.report });
  }
  return reports;
}

describe("waiting for a frame", () => {
  it("is told when it has lasted ten seconds, not before, and not again while it lasts", () => {
    expect(look(() => 3, 9_900)).toEqual([]);
    expect(look(() => 3, 60_000)).toEqual([{ atMs: 10_000, frame: 3, waitedMs: 10_000 }]);
  });

  it("is told with its whole length when it ends", () => {
    expect(look((now) => (now < 25_000 ? 3 : null), 40_000)).toEqual([
      { atMs: 10_000, frame: 3, waitedMs: 10_000 },
      { atMs: 25_000, frame: 3, waitedMs: 24_900 },
    ]);
  });

  it("begins anew with another frame", () => {
    expect(look((now) => Math.floor(now / 8_000), 60_000)).toEqual([]);
  });

  it("does not count the time in which nobody looked", () => {
    expect(look(() => 3, 65_000, (now) => now > 2_000 && now < 60_000)).toEqual([]);
  });
});
