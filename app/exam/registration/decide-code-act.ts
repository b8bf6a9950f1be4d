import { isRunning } from "../attempt/states.ts";
import { refuse, type Refusal } from "../refusal.ts";
import { faultInReason } from "../text/reason.ts";

/** From where a new code is given: the office, or the room of the sitting, where somebody can look at an identity card. */
export type Desk = "office" | "room";

/** How long a new admission code can be taken back. */
export const UNDO_WITHIN_MS = 60_000;

/**
 * Why a new admission code may not be given, or null. While the exam runs, whoever asks for one may be somebody else who
 * wants to sit in the candidate's place: then only the room can tell, after a look at the identity card.
 */
export function refusalOfNewCode({ desk, state, identityChecked, reason }: { desk: Desk; state: string | null; identityChecked: boolean; reason: string }): Refusal | null {
  if (desk === "office" && isRunning(state)) return refuse("only-room-gives-code");
  if (desk === "room" && !identityChecked) return refuse("identity-not-checked");
  const fault = faultInReason(reason);
  return fault === null ? null : refuse(fault);
}

/** Why a new code may not be taken back, or null: only the newest one, once, in its first minute, by whom it may be given. */
export function refusalOfUndo(facts: { desk: Desk; state: string | null; givenAtMs: number; isNewest: boolean; isUndone: boolean; nowMs: number }): Refusal | null {
  if (facts.desk === "office" && isRunning(facts.state)) return refuse("only-room-gives-code");
  if (!facts.isNewest) return refuse("newer-code-given");
  if (facts.isUndone) return refuse("code-undone-already");
  return canUndo(facts.givenAtMs, facts.nowMs) ? null : refuse("undo-too-late");
}

export function canUndo(givenAtMs: number, nowMs: number): boolean {
  return nowMs - givenAtMs <= UNDO_WITHIN_MS;
}
