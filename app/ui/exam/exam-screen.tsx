import { useLayoutEffect, useRef, useState, type CSSProperties, type RefObject } from "react";
import { flushSync } from "react-dom";
import { rulesOf } from "#app/exam/item/interactions/registry.ts";
import { UNTOUCHED } from "#app/player/store/answer-book.ts";
import type { ViewerProgram } from "../design/use-viewer-program.ts";
import { BottomBar } from "./bottom-bar.tsx";
import { CallDialog, MessageDialog } from "./call-dialog.tsx";
import { useDialogs } from "./dialogs.tsx";
import { ChangeLine } from "./change-line.tsx";
import { Divider, useTextWidth } from "./divider.tsx";
import { useExam, useIsOneWay, useSnapshot } from "./exam-context.tsx";
import style from "./exam-screen.module.css";
import { HighlightDialog } from "./highlight-dialog.tsx";
import { ImagePane } from "./image-pane.tsx";
import type { KeyAct } from "./keyboard.ts";
import { onScreen } from "./kinds/registry.ts";
import { KeysDialog } from "./keys-dialog.tsx";
import { QuestionPane } from "./question-pane.tsx";
import { ReportDialog } from "./report-dialog.tsx";
import { SummaryPage } from "./summary-page.tsx";
import { TopBar } from "./top-bar.tsx";
import { useAnswer } from "./use-answer.ts";
import { giveKeysTo, useExamKeys, useKeyHolder } from "./use-exam-keys.ts";
import { say } from "./words.ts";

/** One pane at a time: as in the style sheet. */
const NARROW = "(max-width: 900px)";

/**
 * One question on the screen, or the summary; head and foot stay where they are. Paused it shows nothing and takes no key,
 * and keeps what was being typed.
 */
export function ExamScreen({ viewer, paused }: { viewer: ViewerProgram; paused: boolean }) {
  const { player } = useExam();
  const items = useSnapshot((now) => now.items);
  const position = useSnapshot((now) => now.position);
  const view = useSnapshot((now) => now.view);
  const question = useSnapshot((now) => now.questions[now.position] ?? UNTOUCHED);
  const isOneWay = useIsOneWay();
  const answer = useAnswer();
  const holder = useKeyHolder();
  const dialogs = useDialogs();
  const text = useTextWidth();
  const [front, setFront] = useState<{ position: number; pane: "question" | "images" }>({ position, pane: "question" });
  const at = items.findIndex((item) => item.position === position);
  const item = items[at];
  const options = item === undefined ? [] : rulesOf(item.interaction).strikeable(item.interaction);
  const inSummary = view === "summary";
  const hasImages = (item?.panels.length ?? 0) > 0 && !inSummary;

  // Each question comes with its text; "images" are the images alone, over the whole window.
  if (front.position !== position) setFront({ position, pane: "question" });
  const { pane } = front;
  const otherPane = pane === "question" ? "images" : "question";
  function show(wanted: "question" | "images"): void {
    // On the screen first: what is not shown cannot take the focus. A wide window has room for both.
    if (wanted === "question" || window.matchMedia(NARROW).matches) flushSync(() => setFront({ position, pane: wanted }));
    giveKeysTo(wanted);
  }
  const fill = (filled: boolean) => setFront({ position, pane: filled ? "images" : "question" });
  const visit = (index: number) => {
    const wanted = items[index];
    if (wanted !== undefined) player.visit(wanted.position);
  };
  const next = () => (at === items.length - 1 ? player.showSummary() : visit(at + 1));
  const back = () => (isOneWay ? undefined : inSummary ? visit(at) : visit(at - 1));

  function act(key: KeyAct): void {
    if (key.kind === "call" || key.kind === "keys") return dialogs.open(key.kind);
    if (key.kind === "back") return back();
    if (inSummary) return;
    if (key.kind === "next") return next();
    if (key.kind === "flag") return void player.flag(position, !question.flagged);
    if (key.kind === "undo") return answer.undo();
    if (key.kind === "to-question") return show("question");
    if (key.kind === "other-pane") return show(holder === "images" || !hasImages ? "question" : "images");
    const pressed = item === undefined ? null : onScreen(item.interaction).press(item.interaction, answer.response, key.index);
    if (pressed !== null) answer.choose(pressed);
  }
  const { singleKeys, setSingleKeys } = useExamKeys(options.length, paused, act);
  const shown = paused ? null : dialogs.shown;
  const screen = useRef<HTMLDivElement>(null);
  useFocusAfterPause(paused, screen);

  const where = inSummary ? say("summary-title") : say("question-of", { number: at + 1, total: items.length });
  const columns = { "--text-width": `${text.width}px` } as CSSProperties;
  const dialog = { onClose: dialogs.close };
  return (
    <div ref={screen} className={style.screen} hidden={paused}>
      <TopBar where={where} open={dialogs.open} />
      <main className={`${style.main} ${hasImages ? style.withImages : ""}`} style={columns} data-pane={pane}>
        <div className={style.text} hidden={inSummary}>
          {item !== undefined && (
            <QuestionPane
              key={position}
              item={item}
              number={at + 1}
              answer={answer}
              onReport={() => dialogs.open("report")}
              onHighlight={() => dialogs.open("highlight")}
            />
          )}
        </div>
        {hasImages && pane === "question" && <Divider width={text.width} onChange={text.change} />}
        <ImagePane item={inSummary || paused ? undefined : item} viewer={viewer} filled={pane === "images"} onFill={fill} onHelp={() => dialogs.open("keys")} />
        {inSummary && <SummaryPage dialogs={{ ...dialogs, shown }} />}
      </main>
      {!inSummary && (
        <BottomBar
          back={at > 0 && !isOneWay ? back : null}
          next={next}
          holder={holder}
          otherPane={hasImages ? { to: otherPane, go: () => show(otherPane) } : null}
          change={pane === "images" && answer.change !== null && item !== undefined ? <ChangeLine answer={answer} interaction={item.interaction} /> : null}
          onKeys={() => dialogs.open("keys")}
        />
      )}
      <CallDialog key={`call-${dialogs.calls}`} isOpen={!paused && dialogs.calls > 0} onClose={dialogs.closeCall} />
      <MessageDialog {...dialog} isOpen={shown === "message"} />
      <KeysDialog {...dialog} isOpen={shown === "keys"} singleKeys={singleKeys} onSingleKeys={setSingleKeys} />
      <ReportDialog key={`report-${position}`} {...dialog} isOpen={shown === "report"} position={position} number={at + 1} />
      {item !== undefined && <HighlightDialog {...dialog} isOpen={shown === "highlight"} item={item} />}
    </div>
  );
}

/** After a pause the focus goes back to where it was, or to the top of the question. */
function useFocusAfterPause(paused: boolean, screen: RefObject<HTMLElement>): void {
  const before = useRef<Element | null>(null);
  const wasPaused = useRef(paused);
  useLayoutEffect(() => {
    if (paused) before.current = document.activeElement;
    else if (wasPaused.current) {
      giveKeysTo("question");
      if (before.current instanceof HTMLElement && screen.current?.contains(before.current)) before.current.focus({ preventScroll: true });
    }
    wasPaused.current = paused;
  }, [paused, screen]);
}
