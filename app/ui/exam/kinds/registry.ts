import type { Interaction } from "#app/exam/item/item.ts";
import type { KindOnScreen } from "./kind-on-screen.ts";
import { multipleResponse } from "./multiple-response.tsx";
import { numeric } from "./numeric.tsx";
import { singleBestAnswer } from "./single-best-answer.tsx";

const KINDS: { [Kind in Interaction["kind"]]: KindOnScreen<Extract<Interaction, { kind: Kind }>> } = {
  "single-best-answer": singleBestAnswer,
  "multiple-response": multipleResponse,
  numeric,
};

/** What the exam page knows of the kind of this interaction. */
export function onScreen<Kind extends Interaction>({ kind }: Kind): KindOnScreen<Kind> {
  return KINDS[kind] as unknown as KindOnScreen<Kind>;
}
