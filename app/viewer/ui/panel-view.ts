import type { StudyManifest } from "#app/pixels/study.ts";
import type { PanelState } from "../core/panel-state.ts";
import { fill, type Words } from "../words.ts";
import { element, setHidden, setText } from "./elements.ts";

/** The elements of one panel: canvas, label, position, window, progress, and words where a frame is missing. */
export type PanelView = {
  root: HTMLElement;
  /** The rasteriser's place; it holds the canvas. */
  host: HTMLElement;
  show(panel: PanelState, loading: Loading): void;
};

/**
 * How many frames of the cine (or stack) are there, whether the one that should be seen is missing for good, and
 * whether nothing can be shown at all (`broken`).
 */
export type Loading = { ready: number; all: number; failed: number; frameFailed: boolean; broken: boolean };

export type PanelViewOptions = { label: string; alternativeText: string; hintId: string; study: StudyManifest; words: Words; onRetry(): void; onFill: ((panel: HTMLElement) => void) | undefined };

export function createPanelView(document: Document, { label, alternativeText, hintId, study, words, onRetry, onFill }: PanelViewOptions): PanelView {
  const canvas = element(document, "canvas", { class: "cornerstone-canvas viewer-canvas", role: "img", "aria-label": alternativeText });
  const host = element(document, "div", { class: "viewer-host" }, [canvas]);
  const position = element(document, "div", { class: "viewer-corner viewer-position", "data-part": "position" });
  const window = element(document, "div", { class: "viewer-corner viewer-window", "data-part": "window" });
  const loadingText = element(document, "span", { "data-part": "loading" });
  const bar = element(document, "span", { class: "viewer-bar" });
  const loading = element(document, "div", { class: "viewer-corner viewer-loading", hidden: true }, [loadingText]);
  const missingText = element(document, "span");
  const retry = element(document, "button", { type: "button", class: "viewer-retry" }, [words.retry]);
  retry.addEventListener("click", onRetry);
  const missing = element(document, "div", { class: "viewer-missing", role: "alert", hidden: true }, [missingText, retry]);
  const title = element(document, "div", { class: "viewer-corner viewer-label", "aria-hidden": "true" }, [label]);
  const root = element(document, "div", { class: "viewer-panel", role: "group", "aria-label": label, "aria-describedby": hintId, tabindex: "0" }, [
    host,
    element(document, "div", { class: "viewer-edge viewer-upper" }, [title, loading]),
    element(document, "div", { class: "viewer-edge viewer-lower" }, [position, window]),
    bar,
    missing,
  ]);
  if (onFill !== undefined) {
    title.classList.add("viewer-title");
    title.title = words.titleHint;
    // A press here is none on the image: it begins no drag, and two of them do not play.
    title.addEventListener("pointerdown", (event) => event.stopPropagation());
    title.addEventListener("dblclick", (event) => {
      event.stopPropagation();
      onFill(root);
    });
  }
  return {
    root,
    host,
    show(panel, { ready, all, failed, frameFailed, broken }) {
      setText(position, positionText(panel, study, words));
      setText(window, study.samplesPerPixel === 3 ? "" : windowText(panel, study, words));
      setText(loadingText, fill(words.loading, { ready, all }));
      setHidden(loading, ready === all);
      bar.style.transform = `scaleX(${ready === all ? 0 : ready / all})`;
      setText(missingText, broken ? words.notShown : frameFailed ? words.missing : fill(words.missingSome, { missing: failed, all }));
      setHidden(missing, failed === 0 && !frameFailed && !broken);
    },
  };
}

function positionText(panel: PanelState, study: StudyManifest, words: Words): string {
  const parts: string[] = [];
  if (study.slices > 1) parts.push(fill(words.slice, { slice: panel.slice + 1, all: study.slices }));
  if (study.phases > 1) parts.push(fill(words.frame, { frame: panel.phase + 1, all: study.phases }));
  return parts.join("   ");
}

function windowText(panel: PanelState, study: StudyManifest, words: Words): string {
  const { center, width } = panel.window;
  const zoom = Math.round(panel.view.zoom * 100);
  const text = fill(words.window, { width: shortNumber(width, study), center: shortNumber(center, study) });
  return zoom === 100 ? text : `${fill(words.zoom, { percent: zoom })}   ${text}`;
}

/** Whole numbers where the scale is in whole numbers, three significant figures where it is a fine map. */
export function shortNumber(value: number, study: StudyManifest): string {
  return Math.abs(study.rescale.slope) >= 0.2 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
