import { useMemo } from "react";
import type { PresentedItem } from "#app/exam/item/item.ts";
import { parseRichText, plainText } from "#app/exam/item/rich-text.ts";
import { UNTOUCHED } from "#app/player/store/answer-book.ts";
import { Button } from "../design/button.tsx";
import { ExamDialog } from "./dialogs.tsx";
import style from "./dialogs.module.css";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { covers, joinRanges, sentencesOf, withoutRange } from "./highlights.ts";
import { Tick } from "./tick.tsx";
import { say } from "./words.ts";

/** Highlights whole sentences by keyboard; with the mouse one selects words instead. */
export function HighlightDialog({ isOpen, onClose, item }: { isOpen: boolean; onClose: () => void; item: PresentedItem }) {
  const { player } = useExam();
  const { highlights } = useSnapshot((now) => now.questions[item.position] ?? UNTOUCHED);
  const text = useMemo(() => plainText(parseRichText(item.stem)), [item.stem]);
  return (
    <ExamDialog
      title={say("highlight-title")}
      isOpen={isOpen}
      onClose={onClose}
      acts={
        <>
          <Button isDisabled={highlights.length === 0} onPress={() => void player.highlight(item.position, [])}>
            {say("highlight-clear")}
          </Button>
          <Button kind="primary" onPress={onClose}>
            {say("close")}
          </Button>
        </>
      }
    >
      <p className={style.hint}>{say("highlight-hint")}</p>
      <div className={style.choices}>
        {sentencesOf(text).map((range) => (
          <Tick
            key={range[0]}
            isOn={covers(highlights, range)}
            onChange={(on) => void player.highlight(item.position, on ? joinRanges([...highlights, range]) : withoutRange(highlights, range))}
          >
            <span style={{ fontWeight: 400 }}>{text.slice(...range)}</span>
          </Tick>
        ))}
      </div>
    </ExamDialog>
  );
}
