import catalogue from "#app/ui/words/exam-page.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";

export type Words = typeof catalogue;
export const say = wordsOf(catalogue);

const REFUSALS: Record<string, keyof Words> = {
  "no-reply": "refusal-no-reply",
  "not-admitted": "refusal-not-admitted",
  "not-open-yet": "refusal-not-open-yet",
  "last-start-passed": "refusal-last-start-passed",
  "rules-changed": "refusal-rules-changed",
  "rules-not-accepted": "refusal-rules-not-accepted",
  "seat-not-released": "refusal-seat-not-released",
  "lease-moved": "refusal-lease-moved",
  "package-missing": "refusal-package-missing",
  "package-damaged": "refusal-package-damaged",
  "page-fault": "refusal-page-fault",
  busy: "refusal-busy",
  paused: "paused-lead",
  closed: "refusal-closed",
};

/** The sentence for a refusal of the server; a reason without one is named, for the telephone. */
export function sayRefusal(reason: string): string {
  const key = REFUSALS[reason];
  return key === undefined ? say("refusal-other", { reason }) : say(key);
}
