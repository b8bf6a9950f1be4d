import { ToggleButton } from "react-aria-components";
import { UNTOUCHED } from "#app/player/answer-book.ts";
import style from "./bottom-bar.module.css";
import button from "./button.module.css";
import { ExamButton } from "./button.tsx";
import { useExam, usePart } from "./exam-context.tsx";
import { Navigator } from "./navigator.tsx";
import type { KeyHolder } from "./keyboard.ts";
import { say } from "./words.ts";

type BottomBarProps = { back: (() => void) | null; next: () => void; holder: KeyHolder; onKeys: () => void };

/** The row of questions, whose keys they are, and the acts that are always at the same place. */
export function BottomBar({ back, next, holder, onKeys }: BottomBarProps) {
  const { player } = useExam();
  const position = usePart((now) => now.position);
  const isLast = usePart((now) => now.items.at(-1)?.position === now.position);
  const { flagged } = usePart((now) => now.questions[now.position] ?? UNTOUCHED);
  return (
    <footer className={style.bar} data-theme="dark">
      <Navigator />
      <div className={style.acts}>
        <ExamButton kind="quiet" className={style.keys} onPress={onKeys}>
          {say(`keys-held-${holder}`)}
        </ExamButton>
        <ToggleButton
          className={`${button.button} ${button.secondary} ${style.flag}`}
          aria-label={say("flag-label")}
          isSelected={flagged}
          onChange={(on) => void player.flag(position, on)}
        >
          <span aria-hidden="true">{flagged ? "⚑" : "⚐"}</span>
          {say(flagged ? "flagged" : "flag")}
        </ToggleButton>
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
