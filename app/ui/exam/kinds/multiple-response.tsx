import type { MultipleResponse, Response } from "#app/exam/item/item.ts";
import { OptionList } from "../option-list.tsx";
import { say } from "../words.ts";
import type { KindOnScreen } from "./kind-on-screen.ts";

/** With the option taken or given back, in the order of the screen; null where no more may be chosen. */
function toggled({ options, maxChoices }: MultipleResponse, response: Response, optionId: string): Response | null {
  if (response.includes(optionId)) return response.filter((chosen) => chosen !== optionId);
  if (isFull({ maxChoices }, response)) return null;
  return options.flatMap(({ id }) => (id === optionId || response.includes(id) ? [id] : []));
}

function isFull({ maxChoices }: Pick<MultipleResponse, "maxChoices">, response: Response): boolean {
  return maxChoices !== null && response.length >= maxChoices;
}

/** Several options: each is taken and given back on its own. */
export const multipleResponse: KindOnScreen<MultipleResponse> = {
  AnswerArea: ({ interaction, response, onAnswer, ...rest }) => {
    const { options, maxChoices } = interaction;
    const legend = maxChoices === null ? say("legend-several") : say("legend-up-to", { count: maxChoices });
    return (
      <OptionList
        {...rest}
        several
        showsLegend
        full={isFull(interaction, response)}
        legend={legend}
        options={options}
        chosen={response}
        onChoose={
          onAnswer &&
          ((optionId) => {
            const next = toggled(interaction, response, optionId);
            if (next !== null) onAnswer(next);
          })
        }
      />
    );
  },
  press: (interaction, response, index) => {
    const option = interaction.options[index];
    return option === undefined ? null : toggled(interaction, response, option.id);
  },
};
