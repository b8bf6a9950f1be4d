import type { Interaction } from "../item.ts";
import * as singleBestAnswer from "./single-best-answer.ts";

/** What each kind of interaction knows about itself. Nothing outside this folder switches on the kind. */
const KINDS = { "single-best-answer": singleBestAnswer } as const;

export function rulesOf(kind: Interaction["kind"]): (typeof KINDS)[Interaction["kind"]] {
  return KINDS[kind];
}

/** Option identifiers that may be struck out. */
export function optionIdsOf(interaction: Interaction): string[] {
  return interaction.options.map((option) => option.id);
}
