import { expect, it } from "vitest";
import type { StudyManifest } from "#app/pixels/study.ts";
import type { PanelState } from "./panel-state.ts";
import { spokenAfter } from "./report.ts";

const study = { slices: 3, phases: 25 } as StudyManifest;
const panel = (playing: boolean) => ({ playing, inverted: false }) as PanelState;

it("says the whole state after a reset, of a running cine too", () => {
  expect(spokenAfter({ kind: "reset" }, panel(false), study)).toEqual(["reset", "slice", "frame", "window", "zoom"]);
  expect(spokenAfter({ kind: "reset" }, panel(true), study)).toEqual(["reset", "playing", "window", "zoom"]);
});

it("says what has changed, and nothing of a running cine", () => {
  expect(spokenAfter({ kind: "zoom", factor: 1.09, at: null }, panel(false), study)).toEqual(["zoom"]);
  expect(spokenAfter({ kind: "zoom", factor: 1.09, at: null }, panel(true), study)).toEqual([]);
  expect(spokenAfter({ kind: "scroll", by: 1 }, panel(false), study)).toEqual(["slice", "frame", "window"]);
  expect(spokenAfter({ kind: "play-pause" }, panel(true), study)).toEqual(["playing"]);
});
