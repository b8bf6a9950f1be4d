import { MARK } from "../../scoring/marks.ts";
import type { SingleBestAnswer } from "../item.ts";
import { distinctOptions, lettersOf } from "./options.ts";
import type { InteractionRules } from "./contract.ts";

/** One option is the best answer: one mark for it, nothing else counts. */
export const singleBestAnswer: InteractionRules<SingleBestAnswer> = {
  present: ({ kind, options }) => ({ kind, options: options.map(({ id, text }) => ({ id, text })) }),

  /** A response is a list with at most one option of the item; the empty list is a cleared answer. */
  parseResponse({ options }, value) {
    const response = distinctOptions(options, value);
    return response === null || response.length > 1 ? null : response;
  },

  isAnswered: (response) => response.length > 0,

  score(_interaction, response, { correct }) {
    const [chosen] = response;
    const isRight = response.length === 1 && chosen !== undefined && correct.includes(chosen);
    return { score: isRight ? MARK : 0, maximum: MARK };
  },

  strikeable: ({ options }) => options,

  describeResponse: ({ options }, response) => lettersOf(options, response),

  describeKey: ({ options }, { correct }) => lettersOf(options, correct),
};
