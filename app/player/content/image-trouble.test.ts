import fc from "fast-check";
import { expect, test } from "vitest";
import { isTroubleList } from "#app/exam/attempt/image-trouble.ts";
import { createTroubleCollector, EVERY_MS, GATHER_MS, type ImageEvent } from "./image-trouble.ts";

const wait = (frame: number, waitedMs: number): ImageEvent => ({ kind: "frame-wait", panel: 0, frame, waitedMs });
const missing = (frame: number, panel = 0): ImageEvent => ({ kind: "frame-missing", panel, frame });

test("joins what happens together, each frame once and with its longest wait", () => {
  const collector = createTroubleCollector();
  collector.add(4, wait(3, 10_000), 0);
  collector.add(4, wait(3, 14_000), 100);
  collector.add(4, wait(5, 11_000), 200);
  collector.add(4, missing(7), 300);
  collector.add(4, missing(7), 300);
  collector.add(4, missing(8), 300);
  collector.add(4, missing(0, 1), 300);
  collector.add(4, { kind: "frames-dropped", panel: 0, due: 100, shown: 90 }, 400);
  collector.add(4, { kind: "frames-dropped", panel: 0, due: 50, shown: 49 }, 500);
  expect(collector.take(GATHER_MS - 1, true)).toBeNull();
  expect(collector.take(GATHER_MS, true)).toEqual({
    position: 4,
    value: ["wait panel 0 frame 3 ms 14000 frames 2", "missing panel 0 frame 7 frames 2", "missing panel 1 frame 0 frames 1", "dropped panel 0 due 150 shown 139"],
  });
  expect(collector.take(GATHER_MS, true)).toBeNull();
});

test("tells nothing while the candidate is at work, and everything afterwards", () => {
  const collector = createTroubleCollector();
  collector.add(1, missing(0), 0);
  expect(collector.take(50_000, false)).toBeNull();
  collector.add(1, missing(1), 50_000);
  expect(collector.take(50_500, true)?.value).toEqual(["missing panel 0 frame 0 frames 2"]);
});

test("takes what a person does with the images for no trouble", () => {
  const collector = createTroubleCollector();
  for (const kind of ["cine-start", "cine-stop", "window", "scroll", "zoom", "pan", "invert", "reset", "layout"]) collector.add(1, { kind, panel: 0 }, 0);
  collector.add(0, missing(1), 0);
  expect(collector.take(100_000, true)).toBeNull();
});

test("tells of one question at most once a minute, whatever happens, and loses no missing frame", () => {
  const happening = fc.record({ afterMs: fc.integer({ min: 0, max: 20_000 }), position: fc.integer({ min: 1, max: 3 }), frame: fc.nat(400), idle: fc.boolean() });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 200 }), (all) => {
      const collector = createTroubleCollector();
      const told: { position: number; atMs: number; value: string[] }[] = [];
      let now = 0;
      const take = (idle: boolean) => {
        const one = collector.take(now, idle);
        if (one !== null) told.push({ ...one, atMs: now });
        expect(idle || one === null).toBe(true);
      };
      for (const { afterMs, position, frame, idle } of all) {
        now += afterMs;
        collector.add(position, missing(frame), now);
        take(idle);
      }
      for (let turn = 0; turn < 4; turn += 1) {
        now += EVERY_MS;
        take(true);
      }
      for (const position of [1, 2, 3]) {
        const times = told.filter((one) => one.position === position).map((one) => one.atMs);
        for (const [index, time] of times.entries()) expect(time - (times[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(EVERY_MS);
        const happened = all.filter((one) => one.position === position).length;
        expect(times.length > 0).toBe(happened > 0);
      }
      for (const { value } of told) expect(isTroubleList(value)).toBe(true);
    }),
  );
});

test("gives everything away at the end, also what was told of a moment ago, and nothing twice", () => {
  const collector = createTroubleCollector();
  collector.add(2, missing(0), 0);
  expect(collector.take(GATHER_MS, true)?.position).toBe(2);
  collector.add(2, missing(1), GATHER_MS + 1);
  collector.add(5, wait(3, 10_000), GATHER_MS + 2);
  expect(collector.takeAll()).toEqual([
    { position: 2, value: ["missing panel 0 frame 1 frames 1"] },
    { position: 5, value: ["wait panel 0 frame 3 ms 10000 frames 1"] },
  ]);
  expect(collector.takeAll()).toEqual([]);
  expect(collector.take(2 * EVERY_MS, true)).toBeNull();
});
