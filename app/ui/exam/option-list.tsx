import { useId } from "react";
import { letterOf } from "#app/exam/item/interactions/options.ts";
import type { Option } from "#app/exam/item/item.ts";
import { RichText } from "../design/rich-text.tsx";
import { Button } from "../design/button.tsx";
import flash from "./kinds/changed.module.css";
import style from "./option-list.module.css";
import { say } from "./words.ts";

type OptionListProps = {
  legend: string;
  /** The legend is read by everybody, not only by those who hear the page. */
  showsLegend?: boolean;
  options: readonly Option[];
  chosen: readonly string[];
  /** Several may be chosen, each on its own. */
  several?: boolean;
  /** No more may be chosen: what is not chosen cannot be. */
  full?: boolean;
  /** The choice was changed just now: it is shown with a flash. */
  changed: boolean;
  struck: readonly string[];
  marks?: Readonly<Record<string, string>> | undefined;
  /** Without it the choice can be read only. */
  onChoose?: ((optionId: string) => void) | undefined;
  onStrike?: ((optionIds: string[]) => void) | undefined;
};

/** The options with letters, as the browser's own radio buttons or checkboxes; striking one out is a help for the eye and changes no answer. */
export function OptionList({ legend, showsLegend = false, options, chosen, several = false, full = false, changed, struck, marks = {}, onChoose, onStrike }: OptionListProps) {
  const name = useId();
  return (
    <div className={style.group} role={several ? "group" : "radiogroup"} aria-labelledby={name}>
      <span id={name} className={showsLegend ? style.legend : "visually-hidden"}>
        {legend}
      </span>
      {options.map((option, index) => {
        const letter = letterOf(index);
        const isChosen = chosen.includes(option.id);
        const isStruck = struck.includes(option.id);
        const toggled = isStruck ? struck.filter((id) => id !== option.id) : [...struck, option.id];
        return (
          <div key={option.id} className={`${style.row} ${isStruck ? style.struck : ""}`}>
            <label className={`${style.option} ${changed && isChosen ? flash.changed : ""}`} data-selected={isChosen || undefined} data-read-only={onChoose === undefined || undefined}>
              <input
                type={several ? "checkbox" : "radio"}
                className={several ? style.box : style.dot}
                name={name}
                value={option.id}
                checked={isChosen}
                disabled={full && !isChosen}
                aria-disabled={onChoose === undefined || undefined}
                onChange={() => onChoose?.(option.id)}
              />
              <span className={style.letter}>{letter}</span>
              <span className={style.words}>
                <RichText html={option.text} />
                {marks[option.id] !== undefined && <span className={style.mark}>{marks[option.id]}</span>}
                {isStruck && <span className="visually-hidden"> ({say("struck-out")})</span>}
              </span>
            </label>
            {onStrike !== undefined && (
              <Button kind="quiet" className={style.strike} aria-label={say(isStruck ? "unstrike" : "strike", { letter })} onPress={() => onStrike(toggled)}>
                {say(isStruck ? "unstrike-short" : "strike-short")}
              </Button>
            )}
          </div>
        );
      })}
    </div>
  );
}
