import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PanelAct, Tool } from "./act.ts";
import { IDLE, recognise, type Gesture, type GestureContext, type PointerSample } from "./gestures.ts";

const at = (type: PointerSample["type"], x: number, y: number, more: Partial<PointerSample> = {}): PointerSample => ({ type, id: 1, x, y, button: 0, shift: false, ...more });

function play(samples: PointerSample[], context: Partial<GestureContext> = {}): { gesture: Gesture; acts: PanelAct[] } {
  let gesture = IDLE;
  const acts: PanelAct[] = [];
  for (const sample of samples) {
    const result = recognise(gesture, sample, { tool: "scroll", playing: false, ...context });
    gesture = result.gesture;
    acts.push(...result.acts);
  }
  return { gesture, acts };
}

const sum = (acts: PanelAct[], kind: "scroll" | "step") => acts.reduce((all, act) => (act.kind === kind ? all + act.by : all), 0);
const product = (acts: PanelAct[], kind: "speed" | "zoom") => acts.reduce((all, act) => (act.kind === kind ? all * act.factor : all), 1);

describe("one pointer", () => {
  it("scrolls one slice for every 12 pixels up or down", () => {
    const { acts } = play([at("down", 0, 0), at("move", 0, 20), at("move", 0, 40), at("move", 0, 61), at("up", 0, 61)]);
    expect(sum(acts, "scroll")).toBe(5);
  });

  it("steps through the frames sideways while the cine stands, and changes the speed while it runs", () => {
    const path = [at("down", 0, 0), at("move", 75, 3), at("move", 150, 3), at("up", 150, 3)];
    expect(sum(play(path).acts, "step")).toBe(12);
    expect(product(play(path, { playing: true }).acts, "speed")).toBeCloseTo(2);
  });

  it("stays with the first meaning when the hand wanders", () => {
    const { acts } = play([at("down", 0, 0), at("move", 0, 24), at("move", 200, 24)], { playing: true });
    expect(acts.every(({ kind }) => kind === "scroll")).toBe(true);
  });

  it("windows with the middle button and zooms with the right one, whatever tool is chosen", () => {
    for (const tool of ["scroll", "pan", "zoom"] satisfies Tool[]) {
      expect(play([at("down", 0, 0, { button: 1 }), at("move", 0, 30)], { tool }).acts).toEqual([{ kind: "window", shift: 0.1, stretch: 1 }]);
      expect(product(play([at("down", 0, 0, { button: 2 }), at("move", 0, -150)], { tool }).acts, "zoom")).toBeCloseTo(2);
    }
  });

  it("moves the image with Shift by exactly the way of the hand", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 })), { minLength: 1 }), (path) => {
        const { acts } = play([at("down", 0, 0, { shift: true }), ...path.map(([x, y]) => at("move", x, y))]);
        const total = acts.reduce((all, act) => (act.kind === "pan" ? { x: all.x + act.x, y: all.y + act.y } : all), { x: 0, y: 0 });
        expect([total.x, total.y]).toEqual(path.at(-1));
      }),
    );
  });

  it("ignores a hand that trembles, and moves without a button", () => {
    expect(play([at("down", 0, 0), at("move", 3, 3), at("up", 3, 3)]).acts).toEqual([]);
    expect(play([at("move", 100, 100)]).acts).toEqual([]);
  });

  it("does not depend on how finely the way is reported", () => {
    const coarse = play([at("down", 0, 0), at("move", 0, 240)]).acts;
    const fine = play([at("down", 0, 0), ...Array.from({ length: 240 }, (_, index) => at("move", 0, index + 1))]).acts;
    expect(sum(fine, "scroll")).toBe(sum(coarse, "scroll"));
  });
});

describe("two fingers", () => {
  const second = { id: 2 };

  it("zooms by the change of their distance", () => {
    const { acts } = play([at("down", -50, 0), at("down", 50, 0, second), at("move", 150, 0, second)]);
    expect(product(acts, "zoom")).toBeCloseTo(2);
  });

  it("scrolls when they go up or down together", () => {
    const path = Array.from({ length: 10 }, (_, index) => [at("move", -50, 24 * (index + 1)), at("move", 50, 24 * (index + 1), second)]).flat();
    const { acts } = play([at("down", -50, 0), at("down", 50, 0, second), ...path], { tool: "window" });
    expect(sum(acts, "scroll")).toBe(20);
    expect(acts.every(({ kind }) => kind === "scroll")).toBe(true);
  });

  it("gives nothing for the finger that stays when the other was lifted", () => {
    const { acts } = play([at("down", -50, 0), at("down", 50, 0, second), at("up", 50, 0, second), at("move", 100, 100)]);
    expect(acts).toEqual([]);
  });
});

it("comes to rest when every pointer is gone, and never gives a number that is none", () => {
  const sample = fc.record<PointerSample>({
    type: fc.constantFrom("down", "move", "up", "cancel"),
    id: fc.integer({ min: 1, max: 3 }),
    x: fc.integer({ min: -400, max: 400 }),
    y: fc.integer({ min: -400, max: 400 }),
    button: fc.integer({ min: 0, max: 2 }),
    shift: fc.boolean(),
  });
  const context = fc.record({ tool: fc.constantFrom<Tool>("scroll", "window", "zoom", "pan"), playing: fc.boolean() });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 60 }), context, (samples, given) => {
      const ending = [1, 2, 3].map((id) => at("up", 0, 0, { id }));
      const { gesture, acts } = play([...samples, ...ending], given);
      expect(gesture.pointers.size).toBe(0);
      const numbers = acts.flatMap((act) => Object.values(act).filter((value) => typeof value === "number"));
      expect(numbers.every(Number.isFinite)).toBe(true);
      expect(acts.every((act) => act.kind !== "zoom" || act.factor > 0)).toBe(true);
    }),
  );
});
