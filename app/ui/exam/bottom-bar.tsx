import type { ReactNode } from "react";
import { UNTOUCHED } from "#app/player/store/answer-book.ts";
import style from "./bottom-bar.module.css";
import { Button } from "../design/button.tsx";
import { useExam, useIsOneWay, useSnapshot } from "./exam-context.tsx";
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
  const position = useSnapshot((now) => now.position);
  const isLast = useSnapshot((now) => now.items.at(-1)?.position === now.position);
  const { flagged } = useSnapshot((now) => now.questions[now.position] ?? UNTOUCHED);
  return (
    <footer className={style.bar} data-theme="dark">
      {isOneWay ? (
        <>
          <span />
          <span className={style.who}>{say("one-way-hint")}</span>
        </>
      ) : (
        <>
          <Button kind="quiet" onPress={player.showSummary}>
            {say("overview")}
          </Button>
          <Navigator />
        </>
      )}
      {change ?? <WhoLine className={style.who} />}
      <div className={style.acts}>
        {otherPane !== null && (
          <Button className={style.otherPane} onPress={otherPane.go}>
            {say(`to-${otherPane.to}`)}
          </Button>
        )}
        <FullScreenButton className={style.screen} />
        <Button kind="quiet" className={style.keys} onPress={onKeys}>
          {say(`keys-held-${holder}`)}
        </Button>
        <Button className={style.flag} aria-label={say("flag-label")} aria-pressed={flagged} onPress={() => void player.flag(position, !flagged)}>
          <span aria-hidden="true">{flagged ? "⚑" : "⚐"}</span>
          <span className={style.flagWord}>{say(flagged ? "flagged" : "flag")}</span>
        </Button>
        <Button className={style.step} isDisabled={back === null} onPress={() => back?.()}>
          {say("back")}
        </Button>
        <Button kind="primary" className={style.step} onPress={next}>
          {say(isLast ? "to-summary" : "next")}
        </Button>
      </div>
    </footer>
  );
}
