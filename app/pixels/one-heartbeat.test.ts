import { expect, it } from "vitest";
import { contradictingStarts, leadersOf, linkedStarts } from "./one-heartbeat.ts";

const cine = (phases: number, slices = 1, frameTimeMs = 40) => ({ phases, slices, frameTimeMs });
const PAIR = [cine(25), cine(25)];

it("links magnitude and phase, and what else has the same heartbeat", () => {
  expect(leadersOf([cine(25), cine(25, 1, 40.4)])).toEqual([0, 0]);
  expect(leadersOf([cine(1, 10), cine(25), cine(30), cine(25), cine(30)])).toEqual([0, 1, 2, 1, 2]);
});

it("links nothing without time, of another length, place or rate", () => {
  expect(leadersOf([cine(1, 10), cine(1, 10)])).toEqual([0, 1]);
  expect(leadersOf([cine(25), cine(24)])).toEqual([0, 1]);
  expect(leadersOf([cine(25, 2), cine(25, 3)])).toEqual([0, 1]);
  expect(leadersOf([cine(25, 1, 40), cine(25, 1, 50)])).toEqual([0, 1]);
  expect(leadersOf([])).toEqual([]);
});

it("lets the leader's start be heard first, and the first follower's where the leader has none", () => {
  expect(linkedStarts(PAIR, [{ frame: 2 }, { frame: 4 }])).toMatchObject([{ frame: 2 }, { frame: 2 }]);
  expect(linkedStarts(PAIR, [{}, { frame: 4, playing: true }])).toMatchObject([{ frame: 4, playing: true }, { frame: 4, playing: true }]);
  const three = linkedStarts([...PAIR, cine(25)], [{}, { frameTimeMs: 80 }, { frameTimeMs: 20, frame: 3 }]);
  for (const start of three) expect(start).toMatchObject({ frameTimeMs: 80, frame: 3 });
  expect(linkedStarts(PAIR, [{ playing: false }, { playing: true }])).toMatchObject([{ playing: false }, { playing: false }]);
});

it("leaves each panel what is its own, and a panel without a link everything", () => {
  expect(linkedStarts(PAIR, [{ zoom: 1.5 }, { zoom: 2, frame: 1 }])).toMatchObject([{ zoom: 1.5, frame: 1 }, { zoom: 2, frame: 1 }]);
  expect(linkedStarts([cine(25), cine(1, 10)], [{ playing: true }, { frame: 3 }])).toEqual([
    { playing: true, frame: undefined, frameTimeMs: undefined },
    { playing: undefined, frame: 3, frameTimeMs: undefined },
  ]);
});

it("names the starts that contradict each other within one heartbeat", () => {
  expect(contradictingStarts(PAIR, [{}, { frame: 4, playing: true }])).toEqual([]);
  expect(contradictingStarts(PAIR, [{ frame: 2 }, { playing: true }])).toEqual([]);
  expect(contradictingStarts(PAIR, [{ frame: 2, playing: false }, { frame: 4, playing: true }])).toEqual([
    { panel: 1, part: "frame", heard: 0 },
    { panel: 1, part: "playing", heard: 0 },
  ]);
  expect(contradictingStarts([...PAIR, cine(25)], [{}, { frame: 1 }, { frame: 2 }])).toEqual([{ panel: 2, part: "frame", heard: 1 }]);
  expect(contradictingStarts([cine(25), cine(24)], [{ frame: 2 }, { frame: 4 }])).toEqual([]);
});
