import type { PanelAct } from "./core/act.ts";
import { startCine, tickCine, withLoop, withRate, type Cine } from "./core/cine.ts";
import type { Area } from "./core/image-geometry.ts";
import { watchWait, type Wait } from "./core/wait-watch.ts";
import { applyAct, frameIndex, startOfPanel, type PanelState } from "./core/panel-state.ts";
import { following } from "./core/linked-panels.ts";
import type { ViewerPanel } from "./config.ts";
import type { FrameStore } from "./decode/frame-store.ts";
import type { Rasteriser } from "./render/rasteriser.ts";
import { createPanelView, type Loading } from "./ui/panel-view.ts";
import type { Words } from "./words.ts";

/** One image area at work: holds its state, runs its cine, and hands pictures to the rasteriser. */
export type Panel = {
  readonly config: ViewerPanel;
  readonly root: HTMLElement;
  state(): PanelState;
  act(act: PanelAct): void;
  /** Takes over a whole state; used by the methods of the api that set instead of change. */
  put(state: PanelState): void;
  /** CSS pixels on the screen; 0 x 0 while hidden. */
  area(): Area;
  tick(nowMs: number): void;
  /** Shows what another panel's time says; the own clock rests. */
  follow(leader: PanelState): void;
  /** Looks whether a person who sees this panel waits for a frame. */
  watch(nowMs: number): void;
  /** Frames came or went, or the panel became visible. */
  refresh(): void;
  /** Tries to show anything at all once more, where that has failed. */
  retry(): void;
  /** The cine starts its clock anew: after a pause of the whole page nothing was missed. */
  wake(): void;
  complete(): boolean;
  counts(): { due: number; shown: number };
  dispose(): void;
};

export type PanelContext = {
  document: Document;
  words: Words;
  hintId: string;
  frames: FrameStore;
  /** Studies larger than this are never decoded as a whole, so their progress says nothing. */
  budgetBytes: number;
  nowMs(): number;
  makeRasteriser(host: HTMLElement, config: ViewerPanel, area: Area): Promise<Rasteriser>;
  onRetry(): void;
  /** Asked for by a double click on a panel's title; absent where the page makes no room. */
  onFill: ((panel: HTMLElement) => void) | undefined;
};

/** Hears of a frame that was wanted on the screen for ten seconds and longer. */
export type OnWait = (frame: number, waitedMs: number) => void;

export function createPanel(config: ViewerPanel, first: PanelState | undefined, context: PanelContext, onWait: OnWait): Panel {
  const { manifest: study, label, alternativeText, start = {} } = config;
  const { document, words, hintId, frames, nowMs, onRetry, onFill } = context;
  const view = createPanelView(document, { label, alternativeText, hintId, study, words, onRetry, onFill });
  let state = first ?? startOfPanel(study, start);
  let cine: Cine | null = null;
  let rasteriser: Rasteriser | null = null;
  let starting = false;
  /** The program that draws could not be loaded, or could not begin. */
  let broken = false;
  let dead = false;
  let area: Area = { width: 0, height: 0 };
  let counted = { due: 0, shown: 0 };
  let wait: Wait | null = null;

  const hashAt = (at: { slice: number; phase: number }) => study.frames[frameIndex(study, at)]?.hash ?? "";
  const decodedPhases = () => Array.from({ length: study.phases }, (_, phase) => phase).filter((phase) => frames.has(hashAt({ slice: state.slice, phase })));
  const loading = (): Omit<Loading, "frameFailed" | "broken"> => {
    const all = study.phases > 1 ? study.frames.filter(({ slice }) => slice === state.slice) : study.frames;
    const failed = all.filter(({ hash }) => frames.failed(hash)).length;
    const whole = study.phases > 1 || all.length * study.rows * study.columns * 2 < context.budgetBytes;
    const ready = whole ? all.filter(({ hash }) => frames.has(hash)).length : all.length;
    return { ready, all: all.length, failed };
  };
  let progress = loading();

  const draw = () => {
    const hash = hashAt(state);
    const pixels = rasteriser === null ? undefined : frames.get(hash);
    // Without the new frame the old picture stays; the panel says that it waits.
    view.root.toggleAttribute("data-waiting", pixels === undefined);
    if (pixels !== undefined) rasteriser?.setFrame(hash, pixels);
    view.show(state, { ...progress, frameFailed: frames.failed(hash), broken });
  };
  /** The frame a person waits for: the one that should be on the screen, or the next that a running cine lacks. */
  const missingNow = (): number | null => {
    if (area.width === 0 || area.height === 0) return null;
    const lacks = (index: number) => {
      const hash = study.frames[index]?.hash ?? "";
      return !frames.failed(hash) && (rasteriser === null || !frames.has(hash));
    };
    const at = frameIndex(study, state);
    if (lacks(at)) return at;
    if (cine === null || cine.complete) return null;
    const phases = Array.from({ length: study.phases }, (_, phase) => frameIndex(study, { slice: state.slice, phase }));
    return phases.find(lacks) ?? null;
  };
  const watch = (missing: number | null, now: number) => {
    const watched = watchWait(wait, missing, now);
    wait = watched.wait;
    if (watched.report !== null) onWait(watched.report.frame, watched.report.waitedMs);
  };
  const settle = () => {
    rasteriser?.setVoi(state.window, state.inverted);
    rasteriser?.setTransform(state.view);
    draw();
  };
  const followCine = () => {
    const now = nowMs();
    if (!state.playing) {
      if (cine !== null) counted = { due: cine.due, shown: cine.shown };
      cine = null;
    } else if (cine === null) cine = { ...startCine(now, state.phase, study.phases, decodedPhases(), state.frameTimeMs) };
    else {
      cine = withLoop(cine, now, state.phase, study.phases, decodedPhases());
      if (cine.clock.frameTimeMs !== state.frameTimeMs) cine = withRate(cine, now, state.frameTimeMs);
    }
  };
  const put = (next: PanelState) => {
    const sliceChanged = next.slice !== state.slice;
    const voiChanged = next.window !== state.window || next.inverted !== state.inverted;
    state = next;
    followCine();
    if (sliceChanged) progress = loading();
    if (voiChanged) rasteriser?.setVoi(state.window, state.inverted);
    rasteriser?.setTransform(state.view);
    draw();
  };
  const begin = async () => {
    if (rasteriser !== null || starting || broken || dead || area.width === 0 || area.height === 0) return;
    starting = true;
    const made = await context.makeRasteriser(view.host, config, area).catch(() => null);
    starting = false;
    if (dead) return made?.dispose();
    broken = made === null;
    if (made === null) return draw();
    rasteriser = made;
    rasteriser.resize(area);
    settle();
  };
  const measure = () => {
    area = { width: view.root.clientWidth, height: view.root.clientHeight };
    if (area.width === 0 || area.height === 0) return;
    rasteriser?.resize(area);
    void begin();
  };
  const observer = new ResizeObserver(measure);
  observer.observe(view.root);
  settle();

  return {
    config,
    root: view.root,
    state: () => state,
    act: (act) => put(applyAct(state, act, study, start, area)),
    put,
    area: () => area,
    tick(now) {
      if (cine === null) return;
      const result = tickCine(cine, now);
      cine = result.cine;
      if (result.phase === null) return;
      state = { ...state, phase: result.phase };
      draw();
    },
    follow(leader) {
      const next = following(state, leader);
      const moved = next.slice !== state.slice || next.phase !== state.phase;
      if (next.slice !== state.slice) progress = loading();
      state = next;
      cine = null;
      if (moved) draw();
    },
    watch: (now) => watch(missingNow(), now),
    refresh() {
      progress = loading();
      followCine();
      draw();
    },
    retry() {
      broken = false;
      void begin();
    },
    wake() {
      if (cine !== null) cine = { ...startCine(nowMs(), state.phase, study.phases, cine.loop, state.frameTimeMs), due: cine.due, shown: cine.shown };
    },
    complete: () => decodedPhases().length === study.phases,
    counts: () => (cine === null ? counted : { due: cine.due, shown: cine.shown }),
    dispose() {
      dead = true;
      watch(null, nowMs());
      observer.disconnect();
      rasteriser?.dispose();
      view.root.remove();
    },
  };
}
