import type { StudyManifest } from "#app/pixels/study.ts";
import type { Act, Layout, Tool, Wheel } from "../core/act.ts";
import { goesOnWhileHeld, PAN_STEP, SPEED_STEP, WINDOW_SHIFT, WINDOW_STRETCH, ZOOM_STEP } from "../core/keyboard.ts";
import { presetIndex, windowsOf, type PanelState } from "../core/panel-state.ts";
import { fill, type Words } from "../words.ts";
import { element, setHidden, setText } from "./elements.ts";
import { icon, setIcon, type IconName } from "./icons.ts";
import { keepInOneRow } from "./one-row.ts";
import { shortNumber } from "./panel-view.ts";

/** The one row of tools under the images: each at its place whatever is shown; what cannot be used now is dimmed. */
export type Toolbar = {
  root: HTMLElement;
  show(state: ToolbarState): void;
};

export type ToolbarState = {
  panel: PanelState | undefined;
  study: StudyManifest | undefined;
  tool: Tool;
  wheel: Wheel;
  layout: Layout;
  panels: number;
  /** All phases are there: only then a rate is claimed. */
  complete: boolean;
  /** Whether panels of one heartbeat go together; null where there are none. */
  linked: boolean | null;
  /** Whether the images fill the window; null where the page has no room to give. */
  filled: boolean | null;
  /** Null where the page has the list of keys. */
  helpOpen: boolean | null;
};

type Button = { root: HTMLButtonElement; icon: SVGSVGElement };

export function createToolbar(document: Document, words: Words, act: (act: Act) => void): Toolbar {
  const button = (name: IconName, label: string, what: Act | null): Button => {
    const drawing = icon(document, name);
    const root = element(document, "button", { type: "button", class: "viewer-button", "aria-label": label, title: label }, [drawing]);
    if (what !== null) root.addEventListener("click", () => act(what));
    // Browsers press a button again and again while Enter is held.
    root.addEventListener("keydown", (event) => event.repeat && event.key === "Enter" && (what === null || !goesOnWhileHeld(what)) && event.preventDefault());
    return { root, icon: drawing };
  };
  const extra = (label: string, items: Node[]) => group(label, [element(document, "span", { class: "viewer-extra-name", "aria-hidden": "true" }, [label]), ...items]);
  const group = (label: string, items: Node[]) => element(document, "div", { class: "viewer-group", role: "group", "aria-label": label }, items);

  const play = button("play", words.play, { kind: "play-pause" });
  const rate = element(document, "span", { class: "viewer-rate", "data-part": "rate" });
  const cineButtons = [
    play,
    button("previous", words.previousFrame, { kind: "step", by: -1 }),
    button("next", words.nextFrame, { kind: "step", by: 1 }),
    button("slower", words.slower, { kind: "speed", factor: 1 / SPEED_STEP }),
    button("faster", words.faster, { kind: "speed", factor: SPEED_STEP }),
  ];
  const roots = cineButtons.map(({ root }) => root);
  const speed = group(words.speed, [...roots.slice(3, 4), rate, ...roots.slice(4)]);
  const cine = group(words.cine, [...roots.slice(0, 3), speed]);

  const tools: [Tool, Button][] = [
    ["scroll", button("scroll", words.toolScroll, { kind: "tool", tool: "scroll" })],
    ["window", button("window", words.toolWindow, { kind: "tool", tool: "window" })],
    ["zoom", button("zoom", words.toolZoom, { kind: "tool", tool: "zoom" })],
    ["pan", button("pan", words.toolPan, { kind: "tool", tool: "pan" })],
  ];
  const presets = element(document, "select", { class: "viewer-select", "aria-label": words.presets });
  presets.addEventListener("change", () => act({ kind: "preset", index: Number(presets.value) }));
  const slices = [button("up", words.previousSlice, { kind: "scroll", by: -1 }), button("down", words.nextSlice, { kind: "scroll", by: 1 })];
  const wheelZooms = element(document, "button", { type: "button", class: "viewer-words" }, [words.wheelZooms]);
  wheelZooms.addEventListener("click", () => act({ kind: "wheel", does: wheelZooms.getAttribute("aria-pressed") === "true" ? "scroll" : "zoom" }));
  const extras = [
    extra(words.toolScroll, [...slices.map(({ root }) => root), wheelZooms]),
    extra(words.toolWindow, [
      button("brighter", words.brighter, { kind: "window", shift: -WINDOW_SHIFT, stretch: 1 }).root,
      button("darker", words.darker, { kind: "window", shift: WINDOW_SHIFT, stretch: 1 }).root,
      button("moreContrast", words.moreContrast, { kind: "window", shift: 0, stretch: 1 / WINDOW_STRETCH }).root,
      button("lessContrast", words.lessContrast, { kind: "window", shift: 0, stretch: WINDOW_STRETCH }).root,
      presets,
    ]),
    extra(words.toolZoom, [
      button("larger", words.zoomIn, { kind: "zoom", factor: ZOOM_STEP, at: null }).root,
      button("smaller", words.zoomOut, { kind: "zoom", factor: 1 / ZOOM_STEP, at: null }).root,
    ]),
    extra(words.toolPan, [
      button("left", words.left, { kind: "pan", x: -PAN_STEP, y: 0 }).root,
      button("right", words.right, { kind: "pan", x: PAN_STEP, y: 0 }).root,
      button("up", words.up, { kind: "pan", x: 0, y: -PAN_STEP }).root,
      button("down", words.down, { kind: "pan", x: 0, y: PAN_STEP }).root,
    ]),
  ];
  const invert = button("invert", words.invert, { kind: "invert" });
  const layouts: [Layout, number, Button][] = [
    ["1", 1, button("layout1", words.layout1, { kind: "layout", layout: "1" })],
    ["1x2", 2, button("layout1x2", words.layout1x2, { kind: "layout", layout: "1x2" })],
    ["2x2", 3, button("layout2x2", words.layout2x2, { kind: "layout", layout: "2x2" })],
  ];
  const link = button("link", words.link, { kind: "link" });
  const layoutGroup = group(words.panels, [link.root, ...layouts.map(([, , { root }]) => root)]);
  layoutGroup.classList.add("viewer-layouts");
  const fillButton = button("fill", words.fill, { kind: "fill", alone: false });
  const help = button("help", words.help, { kind: "help" });
  const drag = group(words.drag, tools.map(([, { root: tool }]) => tool));
  const grey = element(document, "div", { class: "viewer-group" }, [invert.root]);
  const fillPlace = element(document, "div", { class: "viewer-group" }, [fillButton.root]);
  const more = button("more", words.more, null);
  const moreRow = element(document, "div", { class: "viewer-extras", role: "group", "aria-label": words.more, hidden: true }, extras);
  const openMore = (open: boolean) => {
    setHidden(moreRow, !open);
    more.root.setAttribute("aria-expanded", String(open));
  };
  openMore(false);
  more.root.addEventListener("click", () => openMore(moreRow.hidden));
  const root = element(document, "div", { class: "viewer-tools", role: "group", "aria-label": words.tools }, [
    cine,
    element(document, "div", { class: "viewer-group" }, [drag, more.root]),
    element(document, "div", { class: "viewer-group viewer-last", role: "group", "aria-label": words.image }, [layoutGroup, grey, button("reset", words.reset, { kind: "reset" }).root, fillPlace, help.root]),
    moreRow,
  ]);
  // What goes first is what is missed least.
  const fit = keepInOneRow(root, moreRow, [layoutGroup, speed, grey, fillPlace, drag]);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || moreRow.hidden) return;
    event.stopPropagation();
    openMore(false);
    more.root.focus();
  });

  let presetsOf: StudyManifest | undefined;
  return {
    root,
    show({ panel, study, tool, wheel, layout, panels, complete, linked, filled, helpOpen }) {
      const moving = (study?.phases ?? 1) > 1;
      const label = panel?.playing === true ? words.pause : words.play;
      setIcon(play.icon, panel?.playing === true ? "pause" : "play");
      play.root.setAttribute("aria-label", label);
      play.root.title = label;
      for (const { root: each } of cineButtons) each.disabled = !moving;
      setText(rate, moving && panel !== undefined && complete ? fill(words.rate, { fps: framesPerSecond(panel.frameTimeMs) }) : "");
      for (const [name, { root: each }] of tools) each.setAttribute("aria-pressed", String(name === tool));
      for (const { root: each } of slices) each.disabled = (study?.slices ?? 1) < 2;
      invert.root.setAttribute("aria-pressed", String(panel?.inverted ?? false));
      setHidden(layoutGroup, panels < 2);
      for (const [name, needed, { root: each }] of layouts) {
        each.setAttribute("aria-pressed", String(name === layout));
        setHidden(each, panels < needed);
      }
      wheelZooms.setAttribute("aria-pressed", String(wheel === "zoom"));
      setHidden(link.root, linked === null);
      link.root.setAttribute("aria-pressed", String(linked === true));
      setHidden(fillButton.root, filled === null);
      fillButton.root.setAttribute("aria-pressed", String(filled === true));
      if (helpOpen === null) help.root.setAttribute("aria-haspopup", "dialog");
      else help.root.setAttribute("aria-expanded", String(helpOpen));
      if (study !== presetsOf) {
        presetsOf = study;
        presets.replaceChildren(...presetOptions(document, study, words));
      }
      setHidden(presets, study === undefined || windowsOf(study).length < 2);
      if (study !== undefined && panel !== undefined) presets.value = String(presetIndex(panel.window, study));
      fit();
    },
  };
}

function presetOptions(document: Document, study: StudyManifest | undefined, words: Words): HTMLOptionElement[] {
  if (study === undefined) return [];
  const named = windowsOf(study).map(({ center, width }, index) => {
    const numbers = fill(words.window, { width: shortNumber(width, study), center: shortNumber(center, study) });
    return element(document, "option", { value: String(index) }, [`${fill(words.preset, { number: index + 1 })} (${numbers})`]);
  });
  return [element(document, "option", { value: "-1", disabled: true, hidden: true }, [words.presetChanged]), ...named];
}

/** One decimal below ten, none above. */
export function framesPerSecond(frameTimeMs: number): string {
  const rate = 1000 / frameTimeMs;
  return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}
