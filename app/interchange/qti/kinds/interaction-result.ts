import type { Interaction, Key } from "#app/exam/item/item.ts";

/**
 * An interaction of QTI as one of ours, with the text before it and its key; or why it cannot be. `processingRead`: the
 * item's response processing stands wholly in the key.
 */
export type ReadInteraction = { ok: true; interaction: Interaction; leadIn: string; key: Key; processingRead?: true } | { ok: false; why: string };

export const refuse = (why: string): ReadInteraction => ({ ok: false, why });
