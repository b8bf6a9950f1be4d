import { useState } from "react";
import type { Response } from "#app/exam/item/item.ts";
import { UNTOUCHED } from "#app/player/store/answer-book.ts";
import { reversed, sameChoice, standingChange, type AnswerChange } from "./answer-change.ts";
import { useExam, useSnapshot } from "./exam-context.tsx";

export type Answer = {
  response: Response;
  /** The last change on this question since it is on the screen, as long as it stands. */
  change: AnswerChange | null;
  /** `goesOn`: part of the change before, which began at what stood before that one. */
  choose(after: Response, goesOn?: boolean): void;
  /** Takes the last change back; once more gives it again. Without one it does nothing. */
  undo(): void;
};

/** The answer to the visible question: the only way by which the screen changes one. */
export function useAnswer(): Answer {
  const { player } = useExam();
  const position = useSnapshot((now) => now.position);
  const { response } = useSnapshot((now) => now.questions[now.position] ?? UNTOUCHED);
  const [newest, setNewest] = useState<AnswerChange | null>(null);
  // Another question came on the screen: what was changed on the one before cannot be undone unseen.
  if (newest !== null && newest.position !== position) setNewest(null);
  const change = standingChange(newest, position, response);

  function record(made: AnswerChange): void {
    setNewest(sameChoice(made.before, made.after) ? null : made);
    void player.respond(position, [...made.after]);
  }
  return {
    response,
    change,
    choose(after, goesOn = false) {
      if (!sameChoice(after, response)) record({ position, before: goesOn && change !== null ? change.before : response, after });
    },
    undo() {
      if (change !== null) record(reversed(change));
    },
  };
}
