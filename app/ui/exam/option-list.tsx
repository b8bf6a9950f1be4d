import { Label, Radio, RadioGroup } from "react-aria-components";
import type { Option } from "#app/exam/item/item.ts";
import { ExamButton } from "./button.tsx";
import style from "./option-list.module.css";
import { RichTextView } from "./rich-text.tsx";
import { say } from "./words.ts";

export const letterOf = (index: number) => String.fromCharCode(65 + index);

type OptionListProps = {
  options: readonly Option[];
  chosen: string | null;
  /** The choice was changed just now: it is shown with a flash. */
  changed: boolean;
  struck: readonly string[];
  onChoose(optionId: string): void;
  onStrike(optionIds: string[]): void;
};

/** The options with letters; striking one out is a help for the eye and changes no answer. */
export function OptionList({ options, chosen, changed, struck, onChoose, onStrike }: OptionListProps) {
  return (
    <RadioGroup className={style.group} value={chosen} onChange={onChoose}>
      <Label className="visually-hidden">{say("legend")}</Label>
      {options.map((option, index) => {
        const letter = letterOf(index);
        const isStruck = struck.includes(option.id);
        const toggled = isStruck ? struck.filter((one) => one !== option.id) : [...struck, option.id];
        return (
          <div key={option.id} className={`${style.row} ${isStruck ? style.struck : ""} ${changed && option.id === chosen ? style.changed : ""}`}>
            <Radio className={style.option} value={option.id}>
              <span className={style.dot} aria-hidden="true" />
              <span className={style.letter}>{letter}</span>
              <span className={style.words}>
                <RichTextView html={option.text} />
                {isStruck && <span className="visually-hidden"> ({say("struck-out")})</span>}
              </span>
            </Radio>
            <div onKeyDown={(event) => event.key.startsWith("Arrow") && event.stopPropagation()} role="presentation">
              <ExamButton
                kind="quiet"
                className={style.strike}
                aria-label={say(isStruck ? "unstrike" : "strike", { letter })}
                onPress={() => onStrike(toggled)}
              >
                {say(isStruck ? "unstrike-short" : "strike-short")}
              </ExamButton>
            </div>
          </div>
        );
      })}
    </RadioGroup>
  );
}
