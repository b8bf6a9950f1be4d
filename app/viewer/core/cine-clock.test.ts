import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startClock, stepAt, withFrameTime } from "./cine-clock.ts";
import { startCine, tickCine, withLoop, withRate } from "./cine.ts";

const frameTime = fc.double({ min: 10, max: 1000, noNaN: true });
/** Gaps between animation frames, from a fast screen to a browser that stands still for two seconds. */
const gaps = fc.array(fc.double({ min: 0.1, max: 2000, noNaN: true }), { minLength: 1, maxLength: 80 });
const all = (phases: number) => Array.from({ length: phases }, (_, index) => index);

describe("the clock of a cine", () => {
  it("never runs slow or fast: the step is the time over the frame time, however seldom it is asked", () => {
    fc.assert(
      fc.property(frameTime, gaps, fc.double({ min: 0, max: 1e6, noNaN: true }), (ms, waits, begin) => {
        const clock = startClock(begin, 0, ms);
        let now = begin;
        for (const wait of waits) now += wait;
        expect(Math.abs(stepAt(clock, now) - (now - begin) / ms)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("shows the first step until exactly one frame time has passed", () => {
    const clock = startClock(1000, 0, 40);
    expect([999, 1000, 1039.9, 1040, 1079.9, 1080].map((now) => stepAt(clock, now))).toEqual([0, 0, 0, 1, 1, 2]);
  });

  it("keeps the share of the running step when the rate changes", () => {
    const clock = withFrameTime(startClock(0, 0, 40), 50, 80);
    expect(stepAt(clock, 50)).toBe(1);
    expect(stepAt(clock, 109)).toBe(1);
    expect(stepAt(clock, 111)).toBe(2);
  });

  it("does not jump where the last instant of a step would be rounded to its end", () => {
    const clock = startClock(99.5313102253309, 0, 474.6774307292962);
    const nowMs = 574.208740954627;
    expect([stepAt(clock, nowMs), stepAt(withFrameTime(clock, nowMs, 61.946831597811475), nowMs)]).toEqual([0, 0]);
  });

  it("never jumps when the rate changes, however often", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 500, noNaN: true }), frameTime), { maxLength: 40 }), (changes) => {
        let clock = startClock(0, 0, 40);
        let now = 0;
        for (const [wait, ms] of changes) {
          now += wait;
          const before = stepAt(clock, now);
          clock = withFrameTime(clock, now, ms);
          expect(stepAt(clock, now)).toBe(before);
        }
      }),
    );
  });
});

describe("a running cine", () => {
  it("skips pictures that are late, and counts them as due but not as shown", () => {
    let cine = startCine(0, 0, 25, all(25), 40);
    const first = tickCine(cine, 41);
    expect(first.phase).toBe(1);
    cine = tickCine(first.cine, 205).cine;
    expect(cine).toMatchObject({ due: 5, shown: 2, lastStep: 5 });
  });

  it("keeps showing nothing new within one frame time", () => {
    const { cine } = tickCine(startCine(0, 0, 25, all(25), 40), 40);
    expect(tickCine(cine, 79).phase).toBeNull();
  });

  it("shows the phase of the wall clock after any pattern of delays, and never shows more than was due", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), frameTime, gaps, (phases, ms, waits) => {
        let cine = startCine(0, 0, phases, all(phases), ms);
        let now = 0;
        let shown = 0;
        for (const wait of waits) {
          now += wait;
          const result = tickCine(cine, now);
          cine = result.cine;
          if (result.phase !== null) shown = result.phase;
        }
        expect(shown).toBe(Math.floor(now / ms) % phases);
        expect(cine.shown).toBeLessThanOrEqual(cine.due);
        expect(cine.due).toBe(Math.floor(now / ms));
      }),
    );
  });

  it("goes round the decoded phases only, and counts nothing until all are there", () => {
    let cine = startCine(0, 2, 4, [0, 2], 40);
    expect(cine.complete).toBe(false);
    const next = tickCine(cine, 40);
    expect(next.phase).toBe(0);
    expect(next.cine.due).toBe(0);
    cine = withLoop(next.cine, 45, 0, 4, all(4));
    expect(cine.complete).toBe(true);
    expect(tickCine(cine, 86)).toMatchObject({ phase: 1, cine: { due: 1, shown: 1 } });
  });

  it("does not begin anew when nothing was added to its loop", () => {
    const cine = startCine(0, 0, 4, all(4), 40);
    expect(withLoop(cine, 500, 3, 4, all(4))).toBe(cine);
  });

  it("stands still without any decoded phase", () => {
    expect(tickCine(startCine(0, 0, 4, [], 40), 400).phase).toBeNull();
  });

  it("takes another rate from now on", () => {
    const cine = withRate(tickCine(startCine(0, 0, 10, all(10), 40), 40).cine, 40, 100);
    expect(tickCine(cine, 139).phase).toBeNull();
    expect(tickCine(cine, 141).phase).toBe(2);
  });
});
