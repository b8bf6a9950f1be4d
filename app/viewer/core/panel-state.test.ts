import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StudyManifest } from "#app/pixels/study.ts";
import type { PanelAct } from "./act.ts";
import { applyAct, frameIndex, presetIndex, startOfPanel } from "./panel-state.ts";
import { eventsOfAct, spokenAfter } from "./report.ts";

function study(slices: number, phases: number, more: Partial<StudyManifest> = {}): StudyManifest {
  const frames = Array.from({ length: slices * phases }, (_, index) => ({
    hash: `h${index}`,
    bytes: 10,
    slice: Math.floor(index / phases),
    phase: index % phases,
    minimum: 0,
    maximum: 1000,
  }));
  return {
    version: 1,
    kind: "stack-of-cines",
    rows: 256,
    columns: 256,
    samplesPerPixel: 1,
    storage: "uint16",
    bitsStored: 12,
    inverted: false,
    rescale: { slope: 1, intercept: 0, unit: null },
    windows: [
      { center: 500, width: 1000, shape: "LINEAR" },
      { center: 200, width: 300, shape: "SIGMOID" },
    ],
    padding: null,
    pixelSpacing: null,
    slices,
    phases,
    frameTimeMs: 40,
    frameTimeSource: "frame-time",
    encoding: "delta-planes-deflate",
    frames,
    ...more,
  };
}

const area = { width: 512, height: 512 };
const both = study(3, 4);
const start = startOfPanel(both, {});
const after = (act: PanelAct, from = start, of = both) => applyAct(from, act, of, {}, area);

describe("the start", () => {
  it("is the author's frame, window and rate, the same for everybody", () => {
    const given = startOfPanel(both, { frame: 6, windowCenter: 90, windowWidth: 80, playing: true, frameTimeMs: 55 });
    expect(given).toMatchObject({ slice: 1, phase: 2, playing: true, frameTimeMs: 55, window: { center: 90, width: 80, shape: "LINEAR" } });
  });

  it("is the first frame and the study's first window where the author said nothing", () => {
    expect(start).toMatchObject({ slice: 0, phase: 0, playing: false, frameTimeMs: 40, window: both.windows[0] });
  });

  it("does not play what does not move, and does not fail on a frame that is not there", () => {
    expect(startOfPanel(study(5, 1), { playing: true, frame: 99 })).toMatchObject({ playing: false, slice: 0 });
  });

  it("leaves colour as it is", () => {
    expect(startOfPanel(study(1, 1, { samplesPerPixel: 3 }), {}).window).toEqual({ center: 127.5, width: 255, shape: "LINEAR_EXACT" });
  });
});

describe("moving through the frames", () => {
  it("keeps slice and phase apart: a stack ends at its ends, a cine goes round", () => {
    expect(after({ kind: "scroll", by: 9 })).toMatchObject({ slice: 2, phase: 0 });
    expect(after({ kind: "scroll", by: -1 })).toMatchObject({ slice: 0, phase: 0 });
    expect(after({ kind: "step", by: -1 })).toMatchObject({ slice: 0, phase: 3 });
  });

  it("scrolls through phases of a single slice, and steps through slices of a single phase", () => {
    expect(after({ kind: "scroll", by: 2 }, start, study(1, 4))).toMatchObject({ slice: 0, phase: 2 });
    expect(after({ kind: "step", by: 2 }, start, study(3, 1))).toMatchObject({ slice: 2, phase: 0 });
  });

  it("stops the cine on a step, not on another slice", () => {
    const playing = { ...start, playing: true };
    expect(after({ kind: "step", by: 1 }, playing).playing).toBe(false);
    expect(after({ kind: "scroll", by: 1 }, playing)).toMatchObject({ playing: true, slice: 1 });
  });

  it("names a frame that exists after any acts", () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constantFrom("scroll" as const, "step" as const), by: fc.integer({ min: -9, max: 9 }) }),
      fc.constantFrom<PanelAct>({ kind: "first" }, { kind: "last" }, { kind: "reset" }, { kind: "play-pause" }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), fc.array(act), (slices, phases, acts) => {
        const of = study(slices, phases);
        const end = acts.reduce((panel, each) => applyAct(panel, each, of, {}, area), startOfPanel(of, {}));
        expect(of.frames[frameIndex(of, end)]).toMatchObject({ slice: end.slice, phase: end.phase });
      }),
    );
  });
});

describe("window and speed", () => {
  it("darkens by a higher centre and adds contrast by a smaller width", () => {
    expect(after({ kind: "window", shift: 0.1, stretch: 1 / 2 }).window).toMatchObject({ center: 600, width: 500 });
  });

  it("keeps the width above nothing and the centre near the values, whatever is dragged", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ kind: fc.constant("window" as const), shift: fc.double({ min: -5, max: 5, noNaN: true }), stretch: fc.double({ min: 0.01, max: 50, noNaN: true }) })), (acts) => {
        const { window } = acts.reduce((panel, each) => after(each, panel), start);
        expect(window.width).toBeGreaterThan(0);
        expect(window.width).toBeLessThanOrEqual(4000);
        expect(window.center).toBeGreaterThanOrEqual(-1000);
        expect(window.center).toBeLessThanOrEqual(2000);
      }),
    );
  });

  it("goes round the windows of the study and knows which one is shown", () => {
    const second = after({ kind: "preset", index: "next" });
    expect(presetIndex(second.window, both)).toBe(1);
    expect(presetIndex(after({ kind: "preset", index: "next" }, second).window, both)).toBe(0);
    expect(presetIndex(after({ kind: "window", shift: 0.1, stretch: 1 }).window, both)).toBe(-1);
  });

  it("stays between 1 and 100 frames a second", () => {
    expect(after({ kind: "speed", factor: 1000 }).frameTimeMs).toBe(10);
    expect(after({ kind: "speed", factor: 0.001 }).frameTimeMs).toBe(1000);
  });

  it("comes back to the author's start on reset: playing if it was playing then, at the author's place and size", () => {
    const start = { frame: 5, playing: true, zoom: 2, centerColumn: 100, centerRow: 150 };
    const changed = { ...startOfPanel(both, start), playing: false, frameTimeMs: 99, inverted: true, slice: 0, view: { zoom: 4, pan: { x: 9, y: 9 } } };
    expect(applyAct(changed, { kind: "reset" }, both, start, area)).toEqual(startOfPanel(both, start));
    expect(startOfPanel(both, start)).toMatchObject({ slice: 1, phase: 1, playing: true, window: both.windows[0], view: { zoom: 2, pan: { x: 28, y: -22 } } });
    expect(applyAct({ ...changed, playing: true }, { kind: "reset" }, both, {}, area).playing).toBe(false);
  });

  it("keeps an author's place and size within what a person can reach", () => {
    expect(startOfPanel(both, { zoom: 1_000, centerColumn: 9_999 }).view).toEqual({ zoom: 16, pan: { x: -128, y: 0 } });
  });
});

describe("what is reported and spoken", () => {
  it("reports that a step stopped the cine", () => {
    const playing = { ...start, playing: true };
    const act: PanelAct = { kind: "step", by: 1 };
    expect(eventsOfAct(act, 2, playing, after(act, playing)).map(({ kind }) => kind)).toEqual(["scroll", "cine-stop"]);
  });

  it("says frame and window after a step, and nothing of frames while the cine runs", () => {
    expect(spokenAfter({ kind: "step", by: 1 }, start, study(1, 4))).toEqual(["frame", "window"]);
    expect(spokenAfter({ kind: "window", shift: 0, stretch: 2 }, { ...start, playing: true }, both)).toEqual([]);
    expect(spokenAfter({ kind: "play-pause" }, { ...start, playing: true }, both)).toEqual(["playing"]);
  });
});
