import type { StudyManifest } from "#app/pixels/study.ts";
import type { Layout, Tool, Wheel } from "./core/act.ts";
import type { PanelState } from "./core/panel-state.ts";

/** What a viewer holds. Read it with `getState`; change it with the methods of the api only. */
export type ViewerState = {
  /** One per panel of the configuration, visible or not; fields in `core/panel-state.ts`. */
  panels: PanelState[];
  /** How many panels are seen at once. */
  layout: Layout;
  /** Index of the panel that keys and tools act on. */
  focused: number;
  /** What a drag with the left button or one finger does. */
  tool: Tool;
  /** What a turn of the wheel does. */
  wheel: Wheel;
  /** Panels of one heartbeat play and step together. */
  linked: boolean;
  /** The images have the whole window. */
  filled: boolean;
  /** The list of keys is open. */
  helpOpen: boolean;
  /** Studies that will be shown next; loaded when nothing else is wanted. */
  next: StudyManifest[];
  /** The page is in the background: cines stand still and count nothing. */
  asleep: boolean;
};

/** What is worth keeping when the page is closed and opened again. Plain data. */
export type ResumeState = {
  layout: Layout;
  focused: number;
  linked: boolean;
  panels: PanelState[];
};

/** Panels seen at once. */
export function cellsOf(layout: Layout): number {
  return layout === "1" ? 1 : layout === "1x2" ? 2 : 4;
}

/** Indices of the panels on the screen: the page of the layout that holds the focused one. */
export function visiblePanels(state: Pick<ViewerState, "layout" | "focused" | "panels">): number[] {
  const cells = cellsOf(state.layout);
  const first = Math.floor(state.focused / cells) * cells;
  return state.panels.map((_, index) => index).slice(first, first + cells);
}

/** As many as there are panels, up to four. */
export function defaultLayout(panels: number): Layout {
  return panels <= 1 ? "1" : panels === 2 ? "1x2" : "2x2";
}
