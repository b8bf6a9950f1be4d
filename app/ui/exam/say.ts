import words from "#app/exam/text/exam-page.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";

/** The words of the exam page. */
export const say = wordsOf(words);

/** The sentence of a refusal the server gave, or one that names it. */
export function refusalSentence(reason: string): string {
  const key = `refusal-${reason}`;
  return key in words ? say(key as "refusal-not-admitted") : say("refusal-other", { reason });
}

/** Hours, minutes and seconds on the candidate's own clock: `10:42:07`. */
export function timeOfDay(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}
