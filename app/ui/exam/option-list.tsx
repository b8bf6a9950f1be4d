import type { QuestionState } from "#app/player/answer-book.ts";
import type { PresentedItem } from "#app/exam/item/item.ts";
import { say } from "./say.ts";
import type { ExamPlayer } from "./use-player.ts";
import style from "./exam.module.css";

/** The options as native radio buttons: arrow keys, screen readers and forced colours work as everywhere. */
export function OptionList({ item, question, player }: { item: PresentedItem; question: QuestionState; player: ExamPlayer }) {
  const { position } = item;
  const { struck, response } = question;
  const toggleStrike = (id: string): void =>
    void player.strike(position, struck.includes(id) ? struck.filter((one) => one !== id) : [...struck, id]);
  return (
    <fieldset className={style.options} aria-labelledby={`lead-in-${position}`}>
      {item.interaction.options.map(({ id, text }, index) => {
        const letter = String.fromCharCode(65 + index);
        const chosen = response.includes(id);
        const isStruck = struck.includes(id);
        return (
          <div key={id} className={style.option} data-chosen={chosen} data-struck={isStruck}>
            <label className={style.optionLabel}>
              <input type="radio" name={`question-${position}`} checked={chosen} onChange={() => void player.respond(position, [id])} />
              <span className={style.letter} aria-hidden="true">
                {letter}
              </span>
              <span className={style.optionText} dangerouslySetInnerHTML={{ __html: text }} />
            </label>
            <button type="button" className={style.plain} aria-label={say(isStruck ? "unstrike-label" : "strike-label", { letter })} aria-pressed={isStruck} onClick={() => toggleStrike(id)}>
              {say(isStruck ? "unstrike" : "strike")}
            </button>
          </div>
        );
      })}
      <div className={style.clear}>
        <button type="button" className={style.plain} disabled={response.length === 0} onClick={() => void player.respond(position, [])}>
          {say("clear")}
        </button>
      </div>
    </fieldset>
  );
}
