import type { QuestionState } from "./answer-book.ts";

/** What the screen may say of everything the candidate has done so far. */
export type SavedState =
  /** Nothing was done that could be saved. */
  | { kind: "nothing" }
  /** On its way in this moment, to this computer's disk or to the server. */
  | { kind: "saving" }
  /** Kept on this computer; nothing is being sent. */
  | { kind: "waiting"; count: number }
  /** Questions whose last change the server does not hold: refused, unreadable, or sent from a seat that was given up. */
  | { kind: "not-saved"; count: number }
  /** Questions whose last change arrived after the end, or after the end of their part. */
  | { kind: "late"; count: number }
  /** All of it is on the server's disk; the newest since `atMs` (server time). */
  | { kind: "saved"; atMs: number };

export type Delivery = {
  /** What waits beside answers, for example a report. */
  others: number;
  /** The last request got a reply, or one is under way. */
  sending: boolean;
  /** The last change could not be written to this computer: the question shows the one before it. */
  storageFailed: boolean;
};

/**
 * The one line for all questions, from the same facts as the line of each: while any of them is not saved it never says
 * "saved", and what it says is the least safe of them.
 */
export function savedStateOf(questions: Readonly<Record<number, QuestionState>>, { others, sending, storageFailed }: Delivery): SavedState {
  const all = Object.values(questions);
  const having = (...fates: readonly QuestionState["fate"][]) => all.filter(({ fate }) => fates.includes(fate)).length;
  const waiting = all.reduce((sum, question) => sum + question.waiting, others);
  const notSaved = having("refused", "set-aside", "unclaimed") + (storageFailed ? 1 : 0);
  if (having("writing") > 0) return { kind: "saving" };
  if (waiting > 0) return sending ? { kind: "saving" } : { kind: "waiting", count: waiting };
  if (notSaved > 0) return { kind: "not-saved", count: notSaved };
  const late = having("late", "part-closed");
  if (late > 0) return { kind: "late", count: late };
  const newest = Math.max(0, ...all.map(({ savedAtMs }) => savedAtMs ?? 0));
  return newest === 0 ? { kind: "nothing" } : { kind: "saved", atMs: newest };
}
