import { UNTOUCHED, type QuestionState } from "#app/player/answer-book.ts";
import type { Snapshot } from "./use-player.ts";

export function questionOf(snapshot: Pick<Snapshot, "questions">, position: number): QuestionState {
  return snapshot.questions[position] ?? UNTOUCHED;
}

export type NavigatorState = "answered" | "open" | "unseen";

/** How a question stands in the list: by the answer, else by whether it was looked at. */
export function navigatorState(question: QuestionState): NavigatorState {
  if (question.response.length > 0) return "answered";
  return question.seen ? "open" : "unseen";
}
