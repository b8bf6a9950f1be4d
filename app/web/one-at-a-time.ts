/** A queue for work that only one may do; whoever has a turn ends it, once. */
export type Turns = {
  /** Resolves to what ends the turn, when it comes; null when so many wait already that it should not be waited for, unless it must be. */
  take(mustWait?: boolean): Promise<(() => void) | null>;
};

/**
 * One after another, and between two of them everything else that is due: a save waits for one page to be drawn at most,
 * however many are asked for.
 */
export function oneAtATime(mostWaiting: number): Turns {
  const waiting: (() => void)[] = [];
  let isTaken = false;

  function ending(): () => void {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const next = waiting.shift();
      if (next === undefined) isTaken = false;
      else setImmediate(next);
    };
  }

  return {
    async take(mustWait = false) {
      if (!isTaken) isTaken = true;
      else if (waiting.length >= mostWaiting && !mustWait) return null;
      else await new Promise<void>((turn) => waiting.push(turn));
      return ending();
    },
  };
}
