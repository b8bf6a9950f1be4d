import { rulesOf } from "#app/exam/item/interactions/registry.ts";
import type { Interaction } from "#app/exam/item/item.ts";
import { Button } from "../design/button.tsx";
import style from "./change-line.module.css";
import { Stated } from "./stated.tsx";
import type { Answer } from "./use-answer.ts";
import { say } from "./words.ts";

/** What the last change was, in words, with the way back. Its place is kept free. */
export function ChangeLine({ answer: { change, undo }, interaction }: { answer: Answer; interaction: Interaction }) {
  const words = () => {
    if (change === null) return null;
    const [before = "", now = ""] = [change.before, change.after].map((response) => rulesOf(interaction).describeResponse(interaction, response));
    if (before === "") return say("answer-chosen", { now });
    return now === "" ? say("answer-cleared", { before }) : say("answer-changed", { before, now });
  };
  return (
    <div className={style.change}>
      <span role="status">
        <Stated text={words() ?? ""} />
      </span>
      {change !== null && (
        <Button kind="quiet" onPress={undo}>
          {say("undo")} <kbd>U</kbd>
        </Button>
      )}
    </div>
  );
}
