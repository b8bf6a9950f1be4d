import type { StudyManifest } from "#app/pixels/study.ts";
import type { Layout, Tool } from "./core/act.ts";
import type { ResumeState, ViewerState } from "./state.ts";
import type { ViewerPanel } from "./config.ts";

/** What you may call. `panel` is an index of the configuration's panels; without it the focused panel is meant. */
export type ViewerApi = {
  /** Shows other panels (the next question) and keeps what is decoded. */
  setPanels(panels: ViewerPanel[], options?: { layout?: Layout; resume?: ResumeState }): void;
  /** Loads these studies when nothing on the screen is missing any more. */
  prefetch(next: StudyManifest[]): void;
  /** Starts the cine. */
  play(panel?: number): void;
  /** Stops the cine at the phase on the screen. */
  pause(panel?: number): void;
  /** Moves by phases (by slices where there is one phase) and stops the cine. */
  step(by: number, panel?: number): void;
  /** Moves by slices (by phases where there is one slice). */
  scroll(by: number, panel?: number): void;
  /** Sets the milliseconds per phase, 10 to 1000. */
  setFrameTime(ms: number, panel?: number): void;
  /** Sets the window in modality values. */
  setWindow(center: number, width: number, panel?: number): void;
  /** Sets the size: 1 fits the panel; with "pixel" 1 draws one image pixel on one CSS pixel. */
  setZoom(zoom: number, unit?: "fit" | "pixel", panel?: number): void;
  /** Moves the image by CSS pixels. */
  pan(x: number, y: number, panel?: number): void;
  /** Turns the grey scale over. */
  invert(panel?: number): void;
  /** Brings back frame, window, size, place, rate and play of the start; with reduced motion nothing starts to play. */
  reset(panel?: number): void;
  /** Chooses what a drag with the left button or one finger does. */
  setTool(tool: Tool): void;
  /** Shows one, two or four panels. */
  setLayout(layout: Layout): void;
  /** Says that the images have the whole window, or have it no more; `onFill` is not called. */
  setFilled(filled: boolean): void;
  /** Makes a panel the one that keys and tools act on, and gives it the keyboard. */
  focusPanel(panel: number): void;
  /** Tries the missing frames again. */
  retry(): void;
  /** A copy of everything the viewer holds. */
  getState(): ViewerState;
  /** Plain data that brings the same picture back as `resume`. */
  stateForResume(): ResumeState;
  /** Pictures due and shown since the cine of a panel started; a page in the background counts nothing. */
  cineCounts(panel?: number): { due: number; shown: number };
  /** Takes everything away: elements, listeners, loops, memory. Every later call does nothing. */
  dispose(): void;
};
