/** A try that failed and was not braked. `who`: what was typed to say who signs in, or the person whose second factor it was. */
export type FailedTry = { way: "candidate" | "staff" | "second-factor"; who: string; address: string; atMs: number };

/** So many wait to be kept; of more than these only the number is kept, so that a flood fills neither memory nor audit. */
const MOST_WAITING = 50;
/** Longer than any number, address or identifier. */
const MOST_CHARACTERS = 200;

/**
 * Failed sign-ins until they are kept: noting one takes as long for an account that exists as for one that does not, and
 * no answer waits for it. What was typed stands here for a second at most and is stored nowhere.
 */
export function failedTries() {
  let waiting: FailedTry[] = [];
  let more = 0;
  return {
    note(failed: FailedTry): void {
      if (waiting.length >= MOST_WAITING) more += 1;
      else waiting.push({ ...failed, who: failed.who.slice(0, MOST_CHARACTERS) });
    },
    /** Takes what waits; `more`: how many have failed besides. */
    take(): { tries: FailedTry[]; more: number } {
      const taken = { tries: waiting, more };
      waiting = [];
      more = 0;
      return taken;
    },
    /** Puts back what could not be kept. */
    putBack({ tries, more: uncounted }: { tries: readonly FailedTry[]; more: number }): void {
      const all = [...tries, ...waiting];
      waiting = all.slice(0, MOST_WAITING);
      more += uncounted + all.length - waiting.length;
    },
  };
}
