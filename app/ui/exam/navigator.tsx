import { useEffect, useRef, type KeyboardEvent } from "react";
import { UNTOUCHED, type QuestionState } from "#app/player/store/answer-book.ts";
import { useExam, useSnapshot } from "./exam-context.tsx";
import style from "./navigator.module.css";
import { say } from "./words.ts";

export type MarkState = "answered" | "unanswered" | "unseen";

export function markStateOf(question: QuestionState): MarkState {
  if (question.response.length > 0) return "answered";
  return question.seen ? "unanswered" : "unseen";
}

type MarkProps = { state: MarkState; flagged: boolean; current: boolean; text: string };

/** The sign of a question: filled, ruled or dotted; with a pennant when flagged, framed when on the screen. */
export function Mark({ state, flagged, current, text }: MarkProps) {
  return (
    <span className={`${style.mark} ${style[state]} ${current ? style.current : ""}`}>
      {text}
      {flagged && <span className={style.pennant} aria-hidden="true" />}
    </span>
  );
}

/** All questions in a row; one tab stop, arrows move within it. */
export function Navigator() {
  const { player } = useExam();
  const items = useSnapshot((now) => now.items);
  const questions = useSnapshot((now) => now.questions);
  const position = useSnapshot((now) => now.position);
  const row = useRef<HTMLUListElement>(null);

  useEffect(() => {
    // Within the row only: scrollIntoView would move the page as well.
    const shown = row.current?.querySelector<HTMLElement>(`[data-position="${position}"]`);
    const frame = row.current?.parentElement;
    if (shown && frame) frame.scrollLeft = shown.offsetLeft - (frame.clientWidth - shown.offsetWidth) / 2;
  }, [position]);

  function move(event: KeyboardEvent<HTMLUListElement>): void {
    const buttons = [...(row.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === event.target);
    const last = buttons.length - 1;
    const places: Record<string, number> = { ArrowRight: Math.min(last, at + 1), ArrowLeft: Math.max(0, at - 1), Home: 0, End: last };
    const to = event.altKey ? undefined : places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[to]?.focus();
  }

  return (
    <nav aria-label={say("navigator")} className={style.navigator}>
      <ul ref={row} className={style.row} onKeyDown={move}>
        {items.map((item, index) => {
          const question = questions[item.position] ?? UNTOUCHED;
          const state = markStateOf(question);
          const current = item.position === position;
          const label = [say("question", { number: index + 1 }), say(`nav-${state}`), question.flagged ? say("nav-flagged") : null];
          return (
            <li key={item.position}>
              <button
                type="button"
                className={style.button}
                data-position={item.position}
                tabIndex={current ? 0 : -1}
                aria-current={current ? "step" : undefined}
                aria-label={label.filter((part) => part !== null).join(", ")}
                onClick={() => player.visit(item.position)}
              >
                <Mark state={state} flagged={question.flagged} current={current} text={String(index + 1)} />
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
