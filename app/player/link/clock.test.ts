import fc from "fast-check";
import { expect, test } from "vitest";
import { createClock } from "./clock.ts";

const SERVER_START = 1_800_000_000_000;

/** A device whose two clocks can be moved apart, and a server that tells the true time. */
function createWorld(drift = 0) {
  let trueMs = 0;
  let dateShift = 0;
  let monotonicLost = 0;
  const monotonicNow = () => trueMs * (1 + drift) - monotonicLost;
  const clock = createClock({ monotonicNow, dateNow: () => 12_345 + trueMs + dateShift });
  let deadlineMs = SERVER_START + 3 * 3_600_000;
  return {
    clock,
    pass: (ms: number) => void (trueMs += ms),
    moveDeviceClock: (ms: number) => void (dateShift += ms),
    sleep: (ms: number) => {
      trueMs += ms;
      monotonicLost += ms;
    },
    setDeadline: (ms: number) => void (deadlineMs = ms),
    trueLeft: () => deadlineMs - (SERVER_START + trueMs),
    ask(thereMs: number, backMs: number) {
      const sentAtMs = monotonicNow();
      trueMs += thereMs;
      const serverTimeMs = SERVER_START + Math.round(trueMs);
      trueMs += backMs;
      clock.heard({ serverTimeMs, deadlineMs }, { sentAtMs, receivedAtMs: monotonicNow() });
    },
  };
}

test("shows after three hours less than a second of error, whatever the network and the device's clock do", () => {
  const leg = fc.record({ there: fc.integer({ min: 5, max: 800 }), back: fc.integer({ min: 5, max: 800 }), shift: fc.constantFrom(0, 0, 0, 86_400_000, -86_400_000) });
  fc.assert(
    fc.property(fc.array(leg, { minLength: 60, maxLength: 60 }), fc.integer({ min: -80, max: 80 }), (legs, ppm) => {
      const world = createWorld(ppm / 1e6);
      world.ask(30, 30);
      for (const { there, back, shift } of legs) {
        world.pass(175_000);
        world.moveDeviceClock(shift);
        if (world.clock.tick().ask) world.ask(40, 40);
        world.ask(there, back);
      }
      const shown = world.clock.shown();
      expect(shown.status).toBe("sure");
      expect(Math.abs((shown.remainingMs ?? 0) - Math.max(0, world.trueLeft()))).toBeLessThan(1_000);
    }),
    { numRuns: 200 },
  );
});

test("prefers the reply with the smallest round trip", () => {
  const world = createWorld();
  world.ask(20, 20);
  world.ask(0, 900);
  expect(Math.abs((world.clock.shown().remainingMs ?? 0) - world.trueLeft())).toBeLessThan(50);
});

test("a device clock moved by a day changes nothing on the display and makes it ask", () => {
  const world = createWorld();
  world.ask(20, 20);
  world.clock.tick();
  const before = world.clock.shown().remainingMs;
  world.moveDeviceClock(86_400_000);
  expect(world.clock.tick().ask).toBe(true);
  expect(world.clock.shown()).toEqual({ status: "checking", remainingMs: before });
  world.ask(20, 20);
  expect(world.clock.shown().status).toBe("sure");
  expect(world.clock.tick().ask).toBe(false);
});

test("a computer that slept is right again after one reply", () => {
  const world = createWorld();
  world.ask(20, 20);
  world.clock.tick();
  world.sleep(600_000);
  expect(world.clock.tick().ask).toBe(true);
  world.ask(300, 300);
  expect(Math.abs((world.clock.shown().remainingMs ?? 0) - world.trueLeft())).toBeLessThan(350);
});

test("a difference of exactly two seconds is not suspicious, one millisecond more is", () => {
  const world = createWorld();
  world.ask(1, 1);
  world.clock.tick();
  world.moveDeviceClock(2_000);
  expect(world.clock.tick().ask).toBe(false);
  world.moveDeviceClock(2_001);
  expect(world.clock.tick().ask).toBe(true);
});

test("warns once at 30, 5 and 1 minutes, and again after an extension", () => {
  const world = createWorld();
  world.setDeadline(SERVER_START + 31 * 60_000);
  world.ask(1, 1);
  const warnings: (number | null)[] = [];
  const run = (minutes: number) => {
    for (let second = 0; second < minutes * 60; second += 1) {
      world.pass(1_000);
      const { warning } = world.clock.tick();
      if (warning !== null) warnings.push(warning);
    }
  };
  run(30.5);
  expect(warnings).toEqual([30, 5, 1]);
  world.setDeadline(SERVER_START + 41 * 60_000);
  world.ask(1, 1);
  run(10.4);
  expect(warnings).toEqual([30, 5, 1, 5, 1]);
});

test("shows zero at the deadline and never less", () => {
  const world = createWorld();
  world.setDeadline(SERVER_START + 1_000);
  world.ask(1, 1);
  world.pass(5_000);
  expect(world.clock.shown().remainingMs).toBe(0);
});

test("takes an extension from the feed, and not from news that a proxy held back", () => {
  const world = createWorld();
  world.ask(1, 1);
  world.clock.heard({ serverTimeMs: SERVER_START + 10, deadlineMs: SERVER_START + 99_000 }, null);
  expect(world.clock.shown().remainingMs).toBeCloseTo(99_000 - 2, -1);
  world.clock.heard({ serverTimeMs: SERVER_START + 5, deadlineMs: SERVER_START + 1 }, null);
  expect(world.clock.shown().remainingMs).toBeCloseTo(99_000 - 2, -1);
});

test("shows what an earlier load of the page knew as not yet checked", () => {
  const world = createWorld();
  world.clock.remember({ serverTimeMs: SERVER_START, deadlineMs: SERVER_START + 60_000 });
  expect(world.clock.shown()).toEqual({ status: "checking", remainingMs: 60_000 });
});
