import { useRef } from "react";
import type { QuestionState } from "#app/player/answer-book.ts";
import type { PresentedItem } from "#app/exam/item/item.ts";
import { RichText } from "../design/rich-text.tsx";
import { HighlightedText } from "./highlighted-text.tsx";
import { OptionList } from "./option-list.tsx";
import { say, timeOfDay } from "./say.ts";
import type { ExamPlayer } from "./use-player.ts";
import style from "./exam.module.css";

/** Stem, lead-in and options of one question. */
export function QuestionText({ item, question, player }: { item: PresentedItem; question: QuestionState; player: ExamPlayer }) {
  const stem = useRef<HTMLDivElement>(null);
  const { position } = item;
  return (
    <div className={style.text}>
      <div className={style.column}>
        {item.notice !== null && <p className={style.itemNotice}>{item.notice}</p>}
        <HighlightedText ref={stem} html={item.stem} ranges={question.highlights} onChange={(ranges) => void player.highlight(position, ranges)} />
        <div className={style.leadIn} id={`lead-in-${position}`}>
          <RichText html={item.leadIn} />
        </div>
        <OptionList item={item} question={question} player={player} />
        <p className={style.questionSaved} role="status">
          {question.fate === "waiting"
            ? say("question-waiting", { position })
            : question.savedAtMs !== null
              ? say("question-saved", { position, time: timeOfDay(question.savedAtMs) })
              : " "}
        </p>
      </div>
    </div>
  );
}
