import type { SingleBestAnswer } from "#app/exam/item/item.ts";
import { OptionList } from "../option-list.tsx";
import { say } from "../words.ts";
import type { KindOnScreen } from "./kind-on-screen.ts";

/** One option: whichever is chosen takes the place of the one before. */
export const singleBestAnswer: KindOnScreen<SingleBestAnswer> = {
  AnswerArea: ({ interaction, response, onAnswer, ...rest }) => (
    <OptionList {...rest} legend={say("legend")} options={interaction.options} chosen={response} onChoose={onAnswer && ((optionId) => onAnswer([optionId]))} />
  ),
  press: ({ options }, _response, index) => {
    const option = options[index];
    return option === undefined ? null : [option.id];
  },
};
