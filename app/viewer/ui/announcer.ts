import type { StudyManifest } from "#app/pixels/study.ts";
import type { PanelState } from "../core/panel-state.ts";
import type { Spoken } from "../core/report.ts";
import { fill, type Words } from "../words.ts";
import { element, setText } from "./elements.ts";
import { shortNumber } from "./panel-view.ts";

/** The polite status region: speaks once the hand has come to rest, not at every move. */
export type Announcer = { root: HTMLElement; say(text: string): void; /** Forgets what was said or is about to be: another image stands there. */ clear(): void; dispose(): void };

const REST_MS = 350;

export function createAnnouncer(document: Document): Announcer {
  const root = element(document, "div", { class: "viewer-unseen", role: "status", "aria-live": "polite" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    root,
    say(text) {
      clearTimeout(timer);
      timer = setTimeout(() => setText(root, text), REST_MS);
    },
    clear() {
      clearTimeout(timer);
      setText(root, "");
    },
    dispose: () => clearTimeout(timer),
  };
}

/** "frame 4 of 16, window 300 / 150". */
export function sentence(spoken: Spoken[], panel: PanelState, study: StudyManifest, words: Words): string {
  const said: Record<Spoken, () => string> = {
    frame: () => fill(words.saidFrame, { frame: panel.phase + 1, all: study.phases }),
    slice: () => fill(words.saidSlice, { slice: panel.slice + 1, all: study.slices }),
    window: () => fill(words.saidWindow, { width: shortNumber(panel.window.width, study), center: shortNumber(panel.window.center, study) }),
    zoom: () => fill(words.saidZoom, { percent: Math.round(panel.view.zoom * 100) }),
    inverted: () => words.saidInverted,
    playing: () => words.saidPlaying,
    reset: () => words.saidReset,
  };
  return spoken.map((part) => said[part]()).join(", ");
}
