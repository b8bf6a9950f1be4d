export { loadProgram, loadViewer, type CreateViewer } from "./load.ts";
export { digitOf, letterOf, type PressedKey } from "./core/key-names.ts";
export type { ViewerApi } from "./api.ts";
export type { ViewerConfig, ViewerPanel } from "./config.ts";
export type { ResumeState, ViewerState } from "./state.ts";
export type { PanelStart, PanelState } from "./core/panel-state.ts";
export type { ViewerEvent } from "./core/event-log.ts";
export type { Layout, Tool, Wheel } from "./core/act.ts";
export { ENGLISH, type Words } from "./words.ts";
