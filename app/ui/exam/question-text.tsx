import type { Ref } from "react";
import type { PresentedItem, Response } from "#app/exam/item/item.ts";
import { RichText } from "../design/rich-text.tsx";
import { onScreen } from "./kinds/registry.ts";
import style from "./question-text.module.css";

type QuestionTextProps = {
  item: Pick<PresentedItem, "stem" | "leadIn" | "interaction" | "notice">;
  response: Response;
  /** The answer was changed just now: it is shown with a flash. */
  changed?: boolean;
  struck?: readonly string[];
  highlights?: readonly (readonly [number, number])[];
  /** Words beside an option, by its identifier: the key, the own answer. */
  marks?: Readonly<Record<string, string>>;
  stemRef?: Ref<HTMLDivElement>;
  /** Without it the answer is shown and cannot be changed. */
  onAnswer?(response: Response, goesOn?: boolean): void;
  onStrike?(optionIds: string[]): void;
};

const NONE: readonly string[] = [];

/** What a candidate reads of a question and where it is answered: the same in the exam, in a review and for the author. */
export function QuestionText({ item, response, changed = false, struck = NONE, highlights, marks, stemRef, onAnswer, onStrike }: QuestionTextProps) {
  const { AnswerArea } = onScreen(item.interaction);
  return (
    <>
      {item.notice !== null && <p className={style.notice}>{item.notice}</p>}
      <div ref={stemRef} className={style.stem}>
        <RichText html={item.stem} ranges={highlights} />
      </div>
      <div className={style.leadIn}>
        <RichText html={item.leadIn} />
      </div>
      <AnswerArea interaction={item.interaction} response={response} changed={changed} struck={struck} marks={marks} onAnswer={onAnswer} onStrike={onStrike} />
    </>
  );
}
