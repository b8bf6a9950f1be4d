import type { OperationValue } from "../../attempt/protocol.ts";
import type { SingleBestAnswer } from "../item.ts";

/** A response is a list with at most one option of the item; the empty list is a cleared answer. */
export function isValidResponse(interaction: SingleBestAnswer, value: OperationValue): value is string[] {
  if (!Array.isArray(value) || value.length > 1) return false;
  return value.every((chosen) => interaction.options.some((option) => option.id === chosen));
}

/** One mark for the right option, else none; a blank and a wrong answer both score 0. */
export function scoreResponse(response: readonly string[], correct: readonly string[]): number {
  return response.length === 1 && correct.includes(response[0]!) ? 1 : 0;
}
