import { useEffect, useRef, useState } from "react";
import type { PresentedItem } from "#app/exam/item/item.ts";
import { UNTOUCHED, type QuestionState } from "#app/player/store/answer-book.ts";
import { clockText, momentHere } from "../design/times.ts";
import { Button } from "../design/button.tsx";
import { ChangeLine } from "./change-line.tsx";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { covers, joinRanges, selectedRange, withoutRange } from "./highlights.ts";
import { NoteField } from "./note-field.tsx";
import style from "./question-pane.module.css";
import { QuestionText } from "./question-text.tsx";
import { Stated } from "./stated.tsx";
import type { Answer } from "./use-answer.ts";
import { say } from "./words.ts";

type QuestionPaneProps = {
  item: PresentedItem;
  number: number;
  answer: Answer;
  onReport(): void;
  /** Nothing is selected: highlight sentence by sentence. */
  onHighlight(): void;
};

/** One question: stem, lead-in, options, and the small helps below them. */
export function QuestionPane({ item, number, answer, onReport, onHighlight }: QuestionPaneProps) {
  const { player } = useExam();
  const { position } = item;
  const question = useSnapshot((now) => now.questions[position] ?? UNTOUCHED);
  const [noteOpen, setNoteOpen] = useState(question.note !== "");
  const [noteAsked, setNoteAsked] = useState(false);
  const stem = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLHeadingElement>(null);
  const selection = useLastSelection(stem);

  useEffect(() => {
    // A reader of the screen begins at the top of the new question.
    top.current?.focus({ preventScroll: true });
    top.current?.closest("[data-scrolls]")?.scrollTo(0, 0);
  }, []);

  function highlight(): void {
    const range = selection();
    if (range === null) return onHighlight();
    const ranges = covers(question.highlights, range) ? withoutRange(question.highlights, range) : joinRanges([...question.highlights, range]);
    void player.highlight(position, ranges);
    document.getSelection()?.removeAllRanges();
  }

  function toggleNote(): void {
    setNoteAsked(!noteOpen);
    setNoteOpen(!noteOpen);
  }

  return (
    <article className={style.question} data-question>
      <div className={style.scrolls} data-scrolls>
        <h1 ref={top} tabIndex={-1} className="visually-hidden">
          {say("question", { number })}
        </h1>
        <QuestionText
          item={item}
          response={answer.response}
          changed={answer.change !== null}
          struck={question.struck}
          highlights={question.highlights}
          stemRef={stem}
          onAnswer={answer.choose}
          onStrike={(optionIds) => void player.strike(position, optionIds)}
        />
        {noteOpen && <NoteField position={position} number={number} kept={question.note} focused={noteAsked} />}
      </div>
      <div className={style.tools}>
        <div className={style.line}>
          <QuestionSaved question={question} />
          <ChangeLine answer={answer} interaction={item.interaction} />
        </div>
        <Button kind="quiet" isDisabled={answer.response.length === 0} onPress={() => answer.choose([])}>
          {say("clear-choice")}
        </Button>
        <Button kind="quiet" onPress={highlight}>
          {say("highlight")}
        </Button>
        <Button kind="quiet" aria-expanded={noteOpen} onPress={toggleNote}>
          {say(question.note === "" ? "note" : "note-there")}
        </Button>
        <Button kind="quiet" onPress={onReport}>
          {say("report")}
        </Button>
      </div>
    </article>
  );
}

function QuestionSaved({ question }: { question: QuestionState }) {
  const { data } = useExam();
  const { fate, savedAtMs } = question;
  const words = () => {
    if (fate === null) return say("this-question-empty");
    if (fate !== "saved") return say(`this-question-${fate}`);
    return say("this-question-saved", { time: clockText(savedAtMs ?? 0, data.timeZone) });
  };
  const trouble = fate === "refused" || fate === "set-aside";
  const moment = fate === "saved" && savedAtMs !== null ? momentHere(savedAtMs, data.timeZone) : undefined;
  return <span className={`${style.saved} ${trouble ? style.trouble : ""}`} title={moment}><Stated text={words()} /></span>;
}

/** The last selection within a place; a press on a button may have taken it away meanwhile. */
function useLastSelection(text: React.RefObject<HTMLElement>): () => [number, number] | null {
  const last = useRef<[number, number] | null>(null);
  useEffect(() => {
    const remember = () => {
      if (text.current === null) return;
      const range = selectedRange(text.current);
      const active = document.activeElement;
      // Pressing "Highlight" may end the selection; choosing something else in the text does, too.
      if (range !== null || active === document.body || active?.closest("article") === null) last.current = range;
    };
    document.addEventListener("selectionchange", remember);
    return () => document.removeEventListener("selectionchange", remember);
  }, [text]);
  return () => {
    const range = (text.current === null ? null : selectedRange(text.current)) ?? last.current;
    last.current = null;
    return range;
  };
}
