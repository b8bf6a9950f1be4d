import type { Interaction } from "../item.ts";
import type { InteractionRules } from "./contract.ts";
import { multipleResponse } from "./multiple-response.ts";
import { numeric } from "./numeric.ts";
import { singleBestAnswer } from "./single-best-answer.ts";

/** Every kind of interaction. Nothing outside this folder decides by the kind. */
const KINDS: { [Kind in Interaction["kind"]]: InteractionRules<Extract<Interaction, { kind: Kind }>> } = {
  "single-best-answer": singleBestAnswer,
  "multiple-response": multipleResponse,
  numeric,
};

/** What the kind of this interaction knows about itself. */
export function rulesOf<Kind extends Interaction>({ kind }: Kind): InteractionRules<Kind> {
  return KINDS[kind] as unknown as InteractionRules<Kind>;
}
