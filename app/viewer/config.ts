import type { StudyManifest } from "#app/pixels/study.ts";
import type { Layout, Wheel } from "./core/act.ts";
import type { ViewerEvent } from "./core/event-log.ts";
import type { PanelStart } from "./core/panel-state.ts";
import type { ResumeState } from "./state.ts";
import type { Words } from "./words.ts";

/** One labelled image area. */
export type ViewerPanel = {
  /** Shown in the corner and spoken: "Rest", "Stress", "LGE". */
  label: string;
  manifest: StudyManifest;
  /** Says what kind of image it is without giving the answer. */
  alternativeText: string;
  /**
   * How it looks before anybody touches it; `reset` comes back to this. Panels of one heartbeat begin together: frame,
   * play and rate are those of the first of them that has its own.
   */
  start?: PanelStart;
};

/** What you may pass to `createViewer`. Only the first two are needed. */
export type ViewerConfig = {
  panels: ViewerPanel[];
  /** Gives the encoded bytes of a frame by its hash, already decrypted. A rejection is shown as "could not be loaded". */
  loadFrame(hash: string): Promise<Uint8Array>;
  /** How many panels are seen at once; by default as many as there are, up to four. */
  layout?: Layout;
  /** What `stateForResume` gave earlier for the same panels. */
  resume?: ResumeState;
  /** Another language; English when absent. */
  words?: Words;
  /** No cine starts by itself and nothing fades; asked of the browser when absent, and again when it changes there. */
  reducedMotion?: boolean;
  /** What the mouse wheel does at first; it scrolls when absent. */
  wheel?: Wheel;
  /** A person set the wheel to something else: the page may remember it. */
  onWheel?(does: Wheel): void;
  /** The images want the whole window (or give it back): the page makes room. Without it there is no button for it. */
  onFill?(filled: boolean): void;
  /** The list of keys was asked for: the page shows its own, with the keys of the images in it. Without it the viewer shows its own. */
  onHelp?(): void;
  /** Coarse log of what a person did with the images, and of dropped, missing and late frames. */
  onEvent?(event: ViewerEvent): void;
  /** Bytes of decoded frames kept, 256 MB by default. */
  cacheBytes?: number;
};
