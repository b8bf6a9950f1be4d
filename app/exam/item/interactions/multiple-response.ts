import { MARK } from "../../scoring/marks.ts";
import type { MultipleResponse } from "../item.ts";
import { distinctOptions, lettersOf } from "./options.ts";
import type { InteractionRules } from "./contract.ts";

/** Every right option, and no other, must be chosen: then one mark, else none. */
export const multipleResponse: InteractionRules<MultipleResponse> = {
  present: ({ kind, options, maxChoices }) => ({ kind, options: options.map(({ id, text }) => ({ id, text })), maxChoices }),

  /** A response is a list of different options of the item, as many as may be chosen at most. */
  parseResponse({ options, maxChoices }, value) {
    const response = distinctOptions(options, value);
    return response === null || (maxChoices !== null && response.length > maxChoices) ? null : response;
  },

  isAnswered: (response) => response.length > 0,

  score(_interaction, response, { correct }) {
    const isRight = correct.length > 0 && response.length === correct.length && response.every((chosen) => correct.includes(chosen));
    return { score: isRight ? MARK : 0, maximum: MARK };
  },

  strikeable: ({ options }) => options,

  describeResponse: ({ options }, response) => lettersOf(options, response),

  describeKey: ({ options }, { correct }) => lettersOf(options, correct),
};
