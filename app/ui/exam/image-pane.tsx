import "#app/viewer/viewer.css";
import { useEffect, useRef } from "react";
import type { PresentedItem } from "#app/exam/item/item.ts";
import type { ResumeState, ViewerApi, ViewerPanel } from "#app/viewer/index.ts";
import type { ViewerProgram } from "../design/use-viewer-program.ts";
import { ImagesMissing } from "../design/images-missing.tsx";
import { useExam, useSnapshot } from "./exam-context.tsx";
import type { ExamSnapshot } from "./exam-page-data.ts";
import { habit, keepHabit } from "./habit.ts";
import style from "./image-pane.module.css";
import { giveKeysTo } from "./use-exam-keys.ts";
import { say } from "./words.ts";

const QUESTIONS_AHEAD = 3;
const WHEEL = "wheel";

function panelsOf(item: PresentedItem | undefined, studies: ExamSnapshot["studies"]): ViewerPanel[] {
  return (item?.panels ?? []).flatMap(({ label, studyId, alternativeText, start }) => {
    const manifest = studies[studyId];
    return manifest === undefined ? [] : [{ label, manifest, alternativeText, start }];
  });
}

type ImagePaneProps = { item: PresentedItem | undefined; viewer: ViewerProgram; filled: boolean; onFill(filled: boolean): void; onHelp(): void };

/** The images of the question; one viewer serves all questions and remembers how each was left. */
export function ImagePane({ item, viewer: program, filled, onFill, onHelp }: ImagePaneProps) {
  const { player } = useExam();
  const items = useSnapshot((now) => now.items);
  const studies = useSnapshot((now) => now.studies);
  const host = useRef<HTMLDivElement>(null);
  const viewer = useRef<ViewerApi | null>(null);
  const left = useRef(new Map<number, ResumeState>());
  const shown = useRef<number | null>(null);
  const position = item?.position ?? null;
  const latest = useRef({ onFill, onHelp });
  latest.current = { onFill, onHelp };
  const { createViewer } = program;
  /** Asked for by a button that goes with its words: the keys then belong to the images. */
  const asked = useRef(false);

  useEffect(() => {
    if (host.current === null || createViewer === null) return;
    const made = createViewer(host.current, {
      panels: [],
      loadFrame: player.loadFrame,
      wheel: habit(WHEEL) === "zoom" ? "zoom" : "scroll",
      onWheel: (does) => keepHabit(WHEEL, does),
      onFill: (on) => latest.current.onFill(on),
      onHelp: () => latest.current.onHelp(),
      onEvent: (event) => player.imageTrouble(shown.current ?? 0, event),
    });
    viewer.current = made;
    return () => {
      made.dispose();
      viewer.current = null;
      shown.current = null;
    };
  }, [player, createViewer]);

  useEffect(() => {
    const now = viewer.current;
    if (createViewer === null || now === null || shown.current === position) return;
    if (shown.current !== null) left.current.set(shown.current, now.stateForResume());
    if (position === null) {
      // Nobody sees them in the summary: what they have to tell is told before the exam can be handed in.
      now.setPanels([]);
      shown.current = null;
      return;
    }
    const at = items.findIndex((item) => item.position === position);
    const panels = panelsOf(items[at], studies);
    now.setPanels(panels, { resume: left.current.get(position) });
    shown.current = position;
    const next = items.slice(at + 1, at + 1 + QUESTIONS_AHEAD);
    now.prefetch(next.flatMap((item) => panelsOf(item, studies).map((panel) => panel.manifest)));
  }, [position, items, studies, createViewer]);

  useEffect(() => {
    if (createViewer !== null) viewer.current?.setFilled(filled);
  }, [filled, createViewer]);

  useEffect(() => {
    if (createViewer === null || !asked.current) return;
    asked.current = false;
    if (document.activeElement === document.body) giveKeysTo("images");
  }, [createViewer]);

  function retry(): void {
    asked.current = true;
    program.load();
  }

  return (
    <section className={style.pane} aria-label={say("images")} data-theme="dark" data-images hidden={(item?.panels.length ?? 0) === 0}>
      <div ref={host} className={style.host} />
      <ImagesMissing program={program} onRetry={retry} />
    </section>
  );
}
