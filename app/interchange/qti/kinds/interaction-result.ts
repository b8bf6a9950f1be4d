import type { Interaction } from "#app/exam/item/item.ts";

/** An interaction of QTI as one of ours, with the text before it and its key; or why it cannot be. */
export type ReadInteraction = { ok: true; interaction: Interaction; leadIn: string; key: string[] } | { ok: false; why: string };

export const refuse = (why: string): ReadInteraction => ({ ok: false, why });
