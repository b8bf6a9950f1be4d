import type { StudyManifest, VoiWindow } from "#app/pixels/study.ts";
import { identityWindow } from "#app/pixels/voi.ts";
import type { PanelAct } from "./act.ts";
import { panned, viewAt, zoomed, type Area, type View } from "./image-geometry.ts";

/** What one panel shows. Plain data: it can be stored and given back as `resume`. */
export type PanelState = {
  /** 0.. along the normal. */
  slice: number;
  /** 0.. in time; while the cine runs, the phase on the screen. */
  phase: number;
  playing: boolean;
  /** Milliseconds per phase. */
  frameTimeMs: number;
  /** Window in modality values (after rescale). */
  window: VoiWindow;
  /** `zoom` 1 fits the panel; `pan` in image pixels. */
  view: View;
  /** Inverted by the person; an image that is stored inverted is shown upright without this. */
  inverted: boolean;
};

/** How a panel looks before anybody touches it. What is missing: first frame, first window of the study. */
export type PanelStart = {
  /** Index in the frames of the manifest. */
  frame?: number;
  windowCenter?: number;
  windowWidth?: number;
  playing?: boolean;
  frameTimeMs?: number;
  /** 1 fits the whole image into the panel. */
  zoom?: number;
  /** The image point in the middle of the panel, in columns and rows from the upper left corner. */
  centerColumn?: number;
  centerRow?: number;
};

/** 100 and 1 frames a second. */
const SHORTEST_FRAME_MS = 10;
const LONGEST_FRAME_MS = 1000;

/** The windows a person can choose from; the first is the default. */
export function windowsOf(study: StudyManifest): VoiWindow[] {
  return study.samplesPerPixel === 3 ? [identityWindow] : study.windows;
}

export function startOfPanel(study: StudyManifest, start: PanelStart): PanelState {
  const frame = study.frames[start.frame ?? 0] ?? study.frames[0];
  const own = windowsOf(study)[0] ?? identityWindow;
  return {
    slice: frame?.slice ?? 0,
    phase: frame?.phase ?? 0,
    playing: (start.playing ?? false) && study.phases > 1,
    frameTimeMs: frameTime(start.frameTimeMs ?? study.frameTimeMs),
    window: { center: start.windowCenter ?? own.center, width: start.windowWidth ?? own.width, shape: own.shape },
    view: startView(study, start),
    inverted: false,
  };
}

function startView({ rows, columns }: StudyManifest, { zoom = 1, centerColumn = columns / 2, centerRow = rows / 2 }: PanelStart): View {
  return viewAt({ zoom, pan: { x: columns / 2 - centerColumn, y: rows / 2 - centerRow } }, { rows, columns });
}

/** The panel after an act. `area` is the size on the screen, which zoom and pan by pixels need. */
export function applyAct(panel: PanelState, act: PanelAct, study: StudyManifest, start: PanelStart, area: Area): PanelState {
  switch (act.kind) {
    case "scroll":
      return study.slices > 1 ? withSlice(panel, study, panel.slice + act.by) : withPhase(panel, study, panel.phase + act.by);
    case "step":
      return study.phases > 1 ? withPhase(panel, study, panel.phase + act.by) : withSlice(panel, study, panel.slice + act.by);
    case "first":
      return study.phases > 1 ? withPhase(panel, study, 0) : withSlice(panel, study, 0);
    case "last":
      return study.phases > 1 ? withPhase(panel, study, study.phases - 1) : withSlice(panel, study, study.slices - 1);
    case "play-pause":
      return { ...panel, playing: !panel.playing && study.phases > 1 };
    case "speed":
      return { ...panel, frameTimeMs: frameTime(panel.frameTimeMs / act.factor) };
    case "window":
      return { ...panel, window: changedWindow(panel.window, act.shift, act.stretch, study) };
    case "preset":
      return { ...panel, window: chosenWindow(panel.window, act.index, study) };
    case "zoom":
      return { ...panel, view: zoomed(panel.view, act.factor, act.at ?? { x: 0, y: 0 }, study, area) };
    case "pan":
      return { ...panel, view: panned(panel.view, act, study, area) };
    case "invert":
      return { ...panel, inverted: !panel.inverted };
    case "reset":
      return startOfPanel(study, start);
  }
}

/** Index in the frames of the manifest (ordered by slice, then phase). */
export function frameIndex(study: StudyManifest, at: { slice: number; phase: number }): number {
  return at.slice * study.phases + at.phase;
}

/** Index of the study's window that is shown, or -1 when a person changed it. */
export function presetIndex(window: VoiWindow, study: StudyManifest): number {
  return windowsOf(study).findIndex(({ center, width, shape }) => center === window.center && width === window.width && shape === window.shape);
}

export function frameTime(ms: number): number {
  return Math.min(LONGEST_FRAME_MS, Math.max(SHORTEST_FRAME_MS, ms));
}

/** A stack ends at its ends; a cine goes round. A person who steps wants to look: the cine stops. */
function withPhase(panel: PanelState, study: StudyManifest, phase: number): PanelState {
  return { ...panel, playing: false, phase: ((phase % study.phases) + study.phases) % study.phases };
}

function withSlice(panel: PanelState, study: StudyManifest, slice: number): PanelState {
  return { ...panel, slice: Math.min(study.slices - 1, Math.max(0, slice)) };
}

function changedWindow(window: VoiWindow, shift: number, stretch: number, study: StudyManifest): VoiWindow {
  const { low, high } = modalityRange(study);
  const span = Math.max(high - low, Number.MIN_VALUE);
  const width = Math.min(4 * span, Math.max(span / 1000, window.width * stretch));
  const center = Math.min(high + span, Math.max(low - span, window.center + shift * window.width));
  return { ...window, center, width };
}

function chosenWindow(window: VoiWindow, index: number | "next", study: StudyManifest): VoiWindow {
  const windows = windowsOf(study);
  const wanted = index === "next" ? (presetIndex(window, study) + 1) % windows.length : index;
  return windows[wanted] ?? window;
}

function modalityRange(study: StudyManifest): { low: number; high: number } {
  if (study.samplesPerPixel === 3) return { low: 0, high: 255 };
  const { slope, intercept } = study.rescale;
  const ends = study.frames.flatMap(({ minimum, maximum }) => [minimum * slope + intercept, maximum * slope + intercept]);
  return { low: ends.reduce((a, b) => Math.min(a, b), Infinity), high: ends.reduce((a, b) => Math.max(a, b), -Infinity) };
}
