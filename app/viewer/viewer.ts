import { decodeFrame } from "#app/pixels/frame-codec.ts";
import { leadersOf, linkedStarts } from "#app/pixels/one-heartbeat.ts";
import type { ViewerApi } from "./api.ts";
import type { ViewerConfig, ViewerPanel } from "./config.ts";
import { isPanelAct, type Act, type PanelAct } from "./core/act.ts";
import { fitScale } from "./core/image-geometry.ts";
import { keyOf } from "./core/key-names.ts";
import { actOfKey, belongsToControl, goesOnWhileHeld } from "./core/keyboard.ts";
import { isShared } from "./core/linked-panels.ts";
import { frameTime } from "./core/panel-state.ts";
import { eventsOfAct, spokenAfter } from "./core/report.ts";
import { createPageDecoder, nextTask } from "./decode/decoder.ts";
import { createFrameStore } from "./decode/frame-store.ts";
import { createPanel, type Panel, type PanelContext } from "./panel.ts";
import { cornerstoneLoader, createCornerstoneRasteriser } from "./render/cornerstone-adapter.ts";
import { startFrameLoop } from "./render/frame-loop.ts";
import { createReporter } from "./reporter.ts";
import { defaultLayout, visiblePanels, type ResumeState, type ViewerState } from "./state.ts";
import { createAnnouncer, sentence } from "./ui/announcer.ts";
import { element, setHidden } from "./ui/elements.ts";
import { listenToHand } from "./ui/hand.ts";
import { createHelp } from "./ui/help.ts";
import { isTextField } from "./ui/text-field.ts";
import { createToolbar } from "./ui/toolbar.ts";
import { ENGLISH, fill } from "./words.ts";

const CACHE_BYTES = 256 * 1024 * 1024;

/** Brings in what a viewer loads by itself when it is made. Faults: those of the import; then it may be called again. */
export async function loadRasteriser(): Promise<void> {
  await cornerstoneLoader()();
}

/** Puts a viewer into `place`. The page brings `viewer.css`. */
export function createViewer(host: HTMLElement, config: ViewerConfig): ViewerApi {
  const document = host.ownerDocument;
  const window = document.defaultView;
  if (window === null) throw new TypeError("The element of a viewer must belong to a window");
  const words = config.words ?? ENGLISH;
  const lessMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
  let calm = config.reducedMotion ?? lessMotion.matches;
  const budgetBytes = config.cacheBytes ?? CACHE_BYTES;
  const nowMs = () => window.performance.now();
  const listening = new AbortController();
  const reporter = createReporter(config.onEvent, nowMs);
  const announcer = createAnnouncer(document);
  let dead = false;
  /** What was seen before one of several panels filled the window alone. */
  let layoutBefore: ViewerState["layout"] | null = null;
  let panels: Panel[] = [];
  let state: Omit<ViewerState, "panels"> = { layout: "1", focused: 0, tool: "scroll", wheel: config.wheel ?? "scroll", linked: true, filled: false, helpOpen: false, next: [], asleep: document.hidden };

  const frames = createFrameStore({
    loadFrame: (hash) => config.loadFrame(hash),
    decoder: createPageDecoder(decodeFrame, nowMs, nextTask),
    budgetBytes,
    onFrame(hash) {
      for (const [index, panel] of panels.entries()) {
        const frame = panel.config.manifest.frames.findIndex((each) => each.hash === hash);
        if (frame < 0) continue;
        panel.refresh();
        if (frames.failed(hash)) reporter.report({ kind: "frame-missing", panel: index, frame });
      }
      showTools();
    },
  });

  const toolbar = createToolbar(document, words, (act) => perform(act));
  const help = createHelp(document, words, () => perform({ kind: "close" }));
  const grid = element(document, "div", { class: "viewer-grid" });
  const hintId = `viewer-hint-${Math.random().toString(36).slice(2)}`;
  const hint = element(document, "div", { id: hintId, class: "viewer-unseen" }, [words.keyHint]);
  const chooser = element(document, "div", { class: "viewer-chooser", role: "group", "aria-label": words.panels, hidden: true });
  const stage = element(document, "div", { class: "viewer-stage" }, [grid, help.root]);
  const root = element(document, "div", { class: "viewer", role: "group", "aria-label": words.viewer }, [chooser, stage, element(document, "div", { class: "viewer-frame-of-tools" }, [toolbar.root]), hint, announcer.root]);
  root.toggleAttribute("data-calm", calm);
  host.append(root);

  // Asked for before the rasteriser starts its own loops, so that pictures are chosen before they are drawn.
  const loop = startFrameLoop(window, (now) => {
    reporter.tick();
    if (state.asleep) return;
    const leaders = leading();
    // A leader's time goes on even while only its follower is seen.
    for (const index of new Set(visible().map((each) => leaders[each] ?? each))) panels[index]?.tick(now);
    followLeaders();
    for (const index of visible()) panels[index]?.watch(now);
  });
  const library = cornerstoneLoader();
  void library().catch(() => undefined);

  const context: PanelContext = {
    document,
    words,
    hintId,
    frames,
    budgetBytes,
    nowMs,
    onRetry: () => retry(),
    onFill: config.onFill && ((root) => (focus(panels.findIndex((panel) => panel.root === root)), perform({ kind: "fill", alone: true }))),
    async makeRasteriser(host, { manifest }, area) {
      return createCornerstoneRasteriser(await library(), host, manifest, area);
    },
  };
  const whole = (): ViewerState => ({ ...state, panels: panels.map((panel) => panel.state()) });
  /** Of each panel the one whose time it follows now. */
  const leading = () => (state.linked ? leadersOf(panels.map(({ config: { manifest } }) => manifest)) : panels.map((_, index) => index));
  const followLeaders = () => {
    for (const [index, leader] of leading().entries()) {
      const first = panels[leader];
      if (leader !== index && first !== undefined) panels[index]?.follow(first.state());
    }
  };
  const visible = () => visiblePanels(whole());

  const showTools = () => {
    const panel = panels[state.focused];
    toolbar.show({
      panel: panel?.state(),
      study: panel?.config.manifest,
      tool: state.tool,
      wheel: state.wheel,
      layout: state.layout,
      panels: panels.length,
      complete: panel?.complete() ?? false,
      linked: leadersOf(panels.map(({ config: { manifest } }) => manifest)).every((leader, index) => leader === index) ? null : state.linked,
      helpOpen: config.onHelp === undefined ? state.helpOpen : null,
      filled: config.onFill === undefined ? null : state.filled,
    });
  };
  const wantFrames = () => {
    const shown = [...visible()].sort((a, b) => Number(b === state.focused) - Number(a === state.focused));
    frames.want(shown.flatMap((index) => (panels[index] === undefined ? [] : [{ manifest: panels[index].config.manifest, ...panels[index].state() }])), [
      ...panels.filter((_, index) => !shown.includes(index)).map(({ config: { manifest } }) => manifest),
      ...state.next,
    ]);
  };
  const show = () => {
    const seen = visible();
    grid.dataset["layout"] = state.layout;
    for (const [index, panel] of panels.entries()) {
      setHidden(panel.root, !seen.includes(index));
      panel.root.toggleAttribute("data-focused", index === state.focused && seen.length > 1);
      chooser.children[index]?.setAttribute("aria-pressed", String(index === state.focused));
    }
    setHidden(chooser, seen.length >= panels.length);
    root.dataset["tool"] = state.tool;
    help.show(state.helpOpen);
    showTools();
  };

  const changePanel = (index: number, change: (panel: Panel) => void, act: PanelAct) => {
    const panel = panels[index];
    if (dead || panel === undefined) return;
    const before = panel.state();
    change(panel);
    if (act.kind === "reset" && calm) panel.put({ ...panel.state(), playing: false });
    const after = panel.state();
    for (const event of eventsOfAct(act, index, before, after)) {
      reporter.report(event);
      if (event.kind === "cine-stop") reporter.dropped(index, panel.counts());
    }
    const spoken = spokenAfter(act, after, panel.config.manifest);
    if (spoken.length > 0) announcer.say(sentence(spoken, after, panel.config.manifest, words));
    if (before.slice !== after.slice || before.phase !== after.phase) wantFrames();
    showTools();
  };
  function perform(act: Act, index = state.focused) {
    if (dead) return;
    if (isPanelAct(act)) {
      const group = isShared(act) ? panels.map((_, each) => each).filter((each) => leading()[each] === leading()[index]) : [index];
      // Each goes back to its own start; all else the leader does, and the others follow it.
      const acting = act.kind === "reset" ? group : [isShared(act) ? (leading()[index] ?? index) : index];
      // The one that is meant comes last: what is said is said of it.
      for (const each of [...acting].sort((a, b) => Number(a === index) - Number(b === index))) changePanel(each, (panel) => panel.act(act), act);
      followLeaders();
      return showTools();
    }
    if (act.kind === "tool") {
      const names = { scroll: words.toolScroll, window: words.toolWindow, zoom: words.toolZoom, pan: words.toolPan };
      state = { ...state, tool: act.tool };
      announcer.say(fill(words.saidTool, { tool: names[act.tool] }));
    } else if (act.kind === "layout") {
      if (panels.length < 2 || (act.layout === "2x2" && panels.length < 3)) return;
      state = { ...state, layout: act.layout };
      reporter.report({ kind: "layout", layout: act.layout });
      wantFrames();
    } else if (act.kind === "wheel") {
      state = { ...state, wheel: act.does };
      config.onWheel?.(act.does);
    } else if (act.kind === "link") {
      state = { ...state, linked: !state.linked };
      // Let go, each runs on by its own clock from where it is.
      for (const panel of panels) panel.put(panel.state());
      announcer.say(state.linked ? words.saidLinked : words.saidUnlinked);
    } else if (act.kind === "fill") {
      if (config.onFill === undefined) return;
      fillWindow(!state.filled, act.alone);
      config.onFill(state.filled);
    } else if (act.kind === "help" && config.onHelp !== undefined) return config.onHelp();
    else state = { ...state, helpOpen: act.kind === "help" ? !state.helpOpen : false };
    show();
  }
  const holdKeys = (panel: Panel | undefined) => {
    if (!root.contains(document.activeElement)) panel?.root.focus({ preventScroll: true });
  };
  const fillWindow = (filled: boolean, alone = false) => {
    if (dead || filled === state.filled) return;
    const layout = filled && alone ? "1" : (layoutBefore ?? state.layout);
    layoutBefore = filled && alone ? state.layout : null;
    state = { ...state, filled, layout };
    wantFrames();
    show();
  };
  const focus = (index: number) => {
    if (index === state.focused || panels[index] === undefined) return;
    state = { ...state, focused: index };
    show();
    wantFrames();
  };
  function retry() {
    frames.retry(panels.flatMap(({ config: { manifest } }) => manifest.frames.map(({ hash }) => hash)));
    for (const panel of panels) {
      panel.retry();
      panel.refresh();
    }
  }

  const setPanels = (next: ViewerPanel[], options: { layout?: ViewerConfig["layout"]; resume?: ResumeState | undefined } = {}) => {
    if (dead) return;
    for (const [index, panel] of panels.entries()) if (panel.state().playing) reporter.dropped(index, panel.counts());
    for (const panel of panels) panel.dispose();
    announcer.clear();
    layoutBefore = null;
    const resume = options.resume?.panels.length === next.length ? options.resume : undefined;
    const starts = linkedStarts(next.map(({ manifest }) => manifest), next.map(({ start = {} }) => start));
    panels = next.map((each, index) => {
      const started = resume?.panels[index];
      const panel = createPanel({ ...each, start: starts[index] ?? {} }, started, context, (frame, waitedMs) => reporter.report({ kind: "frame-wait", panel: index, frame, waitedMs }));
      if (calm && panel.state().playing) panel.put({ ...panel.state(), playing: false });
      const tool = () => ({ tool: state.tool, wheel: state.wheel, playing: panel.state().playing });
      const silence = listenToHand(panel.root, tool, (act) => perform(act, index));
      panel.root.addEventListener("focusin", () => focus(index), { signal: listening.signal });
      panel.root.addEventListener("pointerdown", () => (focus(index), holdKeys(panel)), { signal: listening.signal });
      // Whoever works on the image with the hand means the image with the next key, too; but whoever turns the wheel
      // while writing goes on writing.
      panel.root.addEventListener("wheel", () => isTextField(document.activeElement) || holdKeys(panel), { signal: listening.signal, passive: true });
      return { ...panel, dispose: () => (silence(), panel.dispose()) };
    });
    state = { ...state, layout: resume?.layout ?? options.layout ?? defaultLayout(next.length), focused: resume?.focused ?? 0, linked: resume?.linked ?? true, tool: "scroll", next: [] };
    followLeaders();
    grid.replaceChildren(...panels.map((panel) => panel.root));
    chooser.replaceChildren(
      ...next.map(({ label }, index) => {
        const choose = element(document, "button", { type: "button", class: "viewer-choose" }, [label]);
        choose.addEventListener("click", () => focus(index));
        return choose;
      }),
    );
    show();
    wantFrames();
    for (const [index, panel] of panels.entries()) {
      panel.refresh();
      if (panel.state().playing) reporter.report({ kind: "cine-start", panel: index, frameTimeMs: panel.state().frameTimeMs });
    }
  };

  root.addEventListener(
    "keydown",
    (event) => {
      const target = event.target instanceof Element ? event.target.closest("button, select, a") : null;
      const control = target === null ? null : target.tagName === "SELECT" ? "select" : "button";
      if (control !== null && belongsToControl(event.key, control)) return;
      if (event.isComposing) return;
      const act = actOfKey(keyOf(event));
      if (act === null || (act.kind === "close" && !state.helpOpen)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat || goesOnWhileHeld(act)) perform(act);
    },
    { signal: listening.signal },
  );
  // After the browser's own idea of the focus: a middle button gives none, and some browsers give none to a pressed button.
  root.addEventListener("pointerup", () => holdKeys(panels[state.focused]), { signal: listening.signal });
  document.addEventListener(
    "visibilitychange",
    () => {
      state = { ...state, asleep: document.hidden };
      if (!document.hidden) for (const panel of panels) panel.wake();
    },
    { signal: listening.signal },
  );
  lessMotion.addEventListener(
    "change",
    ({ matches }) => {
      if (config.reducedMotion !== undefined) return;
      calm = matches;
      root.toggleAttribute("data-calm", calm);
      // Asked for in the middle of the exam, it holds at once; what it stopped is not started again by itself.
      if (calm) for (const index of panels.keys()) changePanel(index, (panel) => panel.put({ ...panel.state(), playing: false }), { kind: "speed", factor: 1 });
    },
    { signal: listening.signal },
  );
  setPanels(config.panels, { layout: config.layout, resume: config.resume });

  const put = (index: number, act: PanelAct, change: (panel: Panel) => void) => changePanel(index, change, act);
  return {
    setPanels,
    prefetch(next) {
      state = { ...state, next };
      if (!dead) wantFrames();
    },
    play: (index = state.focused) => panels[index]?.state().playing === false && perform({ kind: "play-pause" }, index),
    pause: (index = state.focused) => panels[index]?.state().playing === true && perform({ kind: "play-pause" }, index),
    step: (by, index = state.focused) => perform({ kind: "step", by }, index),
    scroll: (by, index = state.focused) => perform({ kind: "scroll", by }, index),
    setFrameTime: (ms, index = state.focused) => put(leading()[index] ?? index, { kind: "speed", factor: 1 }, (panel) => panel.put({ ...panel.state(), frameTimeMs: frameTime(ms) })),
    setWindow: (center, width, index = state.focused) =>
      put(index, { kind: "window", shift: 0, stretch: 1 }, (panel) => panel.put({ ...panel.state(), window: { ...panel.state().window, center, width } })),
    setZoom(zoom, unit = "fit", index = state.focused) {
      const panel = panels[index];
      if (panel === undefined) return;
      const wanted = unit === "fit" ? zoom : zoom / fitScale(panel.config.manifest, panel.area());
      perform({ kind: "zoom", factor: wanted / panel.state().view.zoom, at: null }, index);
    },
    pan: (x, y, index = state.focused) => perform({ kind: "pan", x, y }, index),
    invert: (index = state.focused) => perform({ kind: "invert" }, index),
    reset: (index = state.focused) => perform({ kind: "reset" }, index),
    setTool: (tool) => perform({ kind: "tool", tool }),
    setFilled: (filled) => fillWindow(filled),
    setLayout: (layout) => perform({ kind: "layout", layout }),
    focusPanel(index) {
      focus(index);
      panels[index]?.root.focus();
    },
    retry,
    getState: whole,
    stateForResume: () => ({ layout: state.layout, focused: state.focused, linked: state.linked, panels: panels.map((panel) => panel.state()) }),
    cineCounts: (index = state.focused) => panels[index]?.counts() ?? { due: 0, shown: 0 },
    dispose() {
      if (dead) return;
      for (const [index, panel] of panels.entries()) if (panel.state().playing) reporter.dropped(index, panel.counts());
      dead = true;
      loop.stop();
      listening.abort();
      reporter.flush();
      announcer.dispose();
      for (const panel of panels) panel.dispose();
      panels = [];
      frames.dispose();
      root.remove();
    },
  };
}
