import { letterOf } from "#app/exam/item/interactions/options.ts";
import type { Option } from "#app/exam/item/item.ts";
import { ExamButton } from "./button.tsx";
import style from "./change-line.module.css";
import { Stated } from "./stated.tsx";
import type { Answer } from "./use-answer.ts";
import { say } from "./words.ts";

/** What the last change was, in words, with the way back. Its place is kept free. */
export function ChangeLine({ answer: { change, undo }, options }: { answer: Answer; options: readonly Option[] }) {
  const named = (ids: readonly string[]) => ids.map((id) => letterOf(options.findIndex((option) => option.id === id))).join(", ");
  const words = () => {
    if (change === null) return null;
    const [before, now] = [named(change.before), named(change.after)];
    if (before === "") return say("answer-chosen", { now });
    return now === "" ? say("answer-cleared", { before }) : say("answer-changed", { before, now });
  };
  return (
    <div className={style.change}>
      <span role="status">
        <Stated text={words() ?? ""} />
      </span>
      {change !== null && (
        <ExamButton kind="quiet" onPress={undo}>
          {say("undo")} <kbd>U</kbd>
        </ExamButton>
      )}
    </div>
  );
}
