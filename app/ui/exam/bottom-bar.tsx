import type { ReactNode } from "react";
import { UNTOUCHED } from "#app/player/store/answer-book.ts";
import style from "./bottom-bar.module.css";
import { ExamButton } from "./button.tsx";
import { useExam, useIsOneWay, usePart } from "./exam-context.tsx";
import type { KeyHolder } from "./keyboard.ts";
import { FullScreenButton, WhoLine } from "./foot-parts.tsx";
import { Navigator } from "./navigator.tsx";
import { say } from "./words.ts";

type BottomBarProps = {
  back: (() => void) | null;
  next: () => void;
  holder: KeyHolder;
  /** Shows the images instead of the question, or the other way round, where there is room for one of them only. */
  otherPane: { to: "question" | "images"; go: () => void } | null;
  /** What was answered just now, while the images hide the question. */
  change: ReactNode;
  onKeys: () => void;
};

/** The row of questions, whose keys they are, and the acts that are always at the same place. */
export function BottomBar({ back, next, holder, otherPane, change, onKeys }: BottomBarProps) {
  const { player } = useExam();
  const isOneWay = useIsOneWay();
  const position = usePart((now) => now.position);
  const isLast = usePart((now) => now.items.at(-1)?.position === now.position);
  const { flagged } = usePart((now) => now.questions[now.position] ?? UNTOUCHED);
  return (
    <footer className={style.bar} data-theme="dark">
      {isOneWay ? (
        <>
          <span />
          <span className={style.who}>{say("one-way-hint")}</span>
        </>
      ) : (
        <>
          <ExamButton kind="quiet" onPress={player.showSummary}>
            {say("overview")}
          </ExamButton>
          <Navigator />
        </>
      )}
      {change ?? <WhoLine className={style.who} />}
      <div className={style.acts}>
        {otherPane !== null && (
          <ExamButton className={style.otherPane} onPress={otherPane.go}>
            {say(`to-${otherPane.to}`)}
          </ExamButton>
        )}
        <FullScreenButton className={style.screen} />
        <ExamButton kind="quiet" className={style.keys} onPress={onKeys}>
          {say(`keys-held-${holder}`)}
        </ExamButton>
        <ExamButton className={style.flag} aria-label={say("flag-label")} aria-pressed={flagged} onPress={() => void player.flag(position, !flagged)}>
          <span aria-hidden="true">{flagged ? "⚑" : "⚐"}</span>
          <span className={style.flagWord}>{say(flagged ? "flagged" : "flag")}</span>
        </ExamButton>
        <ExamButton className={style.step} isDisabled={back === null} onPress={() => back?.()}>
          {say("back")}
        </ExamButton>
        <ExamButton kind="primary" className={style.step} onPress={next}>
          {say(isLast ? "to-summary" : "next")}
        </ExamButton>
      </div>
    </footer>
  );
}
