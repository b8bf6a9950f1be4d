import type { Interaction } from "../item/item.ts";

/** What the rules of an attempt must know of its form: the interaction at each position, from 1 on. No keys. */
export type FormFrame = { formId: string; interactions: readonly Interaction[] };

export function interactionAt(form: FormFrame, position: number): Interaction | undefined {
  return form.interactions[position - 1];
}
