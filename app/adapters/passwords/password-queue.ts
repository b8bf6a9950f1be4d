type Hasher = { hash(password: string): Promise<string>; verify(encoded: string, password: string): Promise<boolean> };

/** About two seconds of work: whoever would wait longer is told so at once. */
const MOST_WAITING = 32;

/**
 * One password hash at a time, so that sign-ins leave the processor to the saves. Those who ask from a browser that is
 * known wait in a queue of their own, which goes first: strangers who fill theirs keep nobody out of it.
 */
export function passwordQueue(hasher: Hasher, mostWaiting = MOST_WAITING) {
  const known: (() => void)[] = [];
  const strangers: (() => void)[] = [];
  let isWorking = false;
  let computed = 0;

  async function inTurn<Result>(lane: (() => void)[], work: () => Promise<Result>): Promise<Result> {
    if (isWorking) await new Promise<void>((resolve) => lane.push(resolve));
    isWorking = true;
    computed += 1;
    try {
      return await work();
    } finally {
      const next = known.shift() ?? strangers.shift();
      // The turn is handed over without a gap in which somebody else could begin.
      if (next) next();
      else isWorking = false;
    }
  }

  return {
    hash: (password: string): Promise<string> => inTurn(known, () => hasher.hash(password)),
    /** Null, without any work, when too many wait already. */
    async verify(encoded: string, password: string, isKnown = false): Promise<boolean | null> {
      const lane = isKnown ? known : strangers;
      return lane.length >= mostWaiting ? null : inTurn(lane, () => hasher.verify(encoded, password));
    },
    figures: (): HashFigures => ({ computed, waiting: known.length + strangers.length }),
  };
}

/** Hashes begun since the start, and those that wait. */
export type HashFigures = { computed: number; waiting: number };
