import { useId } from "react";
import { letterOf } from "#app/exam/item/interactions/letters.ts";
import type { Option } from "#app/exam/item/item.ts";
import { ExamButton } from "./button.tsx";
import style from "./option-list.module.css";
import { RichTextView } from "./rich-text.tsx";
import { say } from "./words.ts";

type OptionListProps = {
  options: readonly Option[];
  chosen: string | null;
  /** The choice was changed just now: it is shown with a flash. */
  changed: boolean;
  struck: readonly string[];
  onChoose(optionId: string): void;
  onStrike(optionIds: string[]): void;
};

/** The options with letters, as the browser's own radio buttons; striking one out is a help for the eye and changes no answer. */
export function OptionList({ options, chosen, changed, struck, onChoose, onStrike }: OptionListProps) {
  const name = useId();
  return (
    <div className={style.group} role="radiogroup" aria-labelledby={name}>
      <span id={name} className="visually-hidden">
        {say("legend")}
      </span>
      {options.map((option, index) => {
        const letter = letterOf(index);
        const isStruck = struck.includes(option.id);
        const toggled = isStruck ? struck.filter((one) => one !== option.id) : [...struck, option.id];
        return (
          <div key={option.id} className={`${style.row} ${isStruck ? style.struck : ""} ${changed && option.id === chosen ? style.changed : ""}`}>
            <label className={style.option} data-selected={option.id === chosen || undefined}>
              <input type="radio" className={style.dot} name={name} value={option.id} checked={option.id === chosen} onChange={() => onChoose(option.id)} />
              <span className={style.letter}>{letter}</span>
              <span className={style.words}>
                <RichTextView html={option.text} />
                {isStruck && <span className="visually-hidden"> ({say("struck-out")})</span>}
              </span>
            </label>
            <ExamButton
              kind="quiet"
              className={style.strike}
              aria-label={say(isStruck ? "unstrike" : "strike", { letter })}
              onPress={() => onStrike(toggled)}
            >
              {say(isStruck ? "unstrike-short" : "strike-short")}
            </ExamButton>
          </div>
        );
      })}
    </div>
  );
}
