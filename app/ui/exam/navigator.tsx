import { useRef, type KeyboardEvent } from "react";
import { navigatorState, questionOf } from "./question-state.ts";
import { say } from "./say.ts";
import type { Snapshot } from "./use-player.ts";
import style from "./exam.module.css";

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 };

/** All questions as numbers: filled when answered, ringed when only seen, dotted when not seen, a flag on top; one tab stop. */
export function Navigator({ snapshot, onGo }: { snapshot: Snapshot; onGo(position: number): void }) {
  const list = useRef<HTMLOListElement>(null);
  const { items, position } = snapshot;
  function onKeyDown(event: KeyboardEvent<HTMLOListElement>): void {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : at + (STEPS[event.key] ?? 0);
    if (at < 0 || to === at || !buttons[to]) return;
    event.preventDefault();
    buttons[to].focus();
  }
  return (
    <nav className={style.navigator} aria-label={say("navigator")}>
      {/* The arrow keys move the focus between the buttons inside. */}
      <ol ref={list} onKeyDown={onKeyDown}>
        {items.map((item, index) => {
          const question = questionOf(snapshot, item.position);
          const state = navigatorState(question);
          const words = [say(`nav-${state}`), ...(question.flagged ? [say("nav-flagged")] : [])].join(", ");
          return (
            <li key={item.position}>
              <button
                type="button"
                data-state={state}
                data-flagged={question.flagged}
                aria-current={item.position === position ? "true" : undefined}
                tabIndex={item.position === position ? 0 : -1}
                aria-label={say("nav-question", { position: index + 1, state: words })}
                onClick={() => onGo(item.position)}
              >
                {index + 1}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
