import { createHmac } from "node:crypto";
import { RateLimiterMemory } from "rate-limiter-flexible";

const WINDOW_SECONDS = 60;

/** Tries within a minute. An address has more of them: a whole room or hospital sits behind one. */
const MOST = {
  "candidate-number": 5,
  "candidate-address": 60,
  "staff-account": 5,
  "staff-address": 30,
  "second-factor": 5,
} as const;
type Kind = keyof typeof MOST;

/** Tries for a key that is a hash; nobody can read an address or a name out of it. */
export type CountedTries = { key: string; tries: number; msLeft: number };

/**
 * Slows guessing down: once a key has had its tries, the next waits until a minute after the first of them is over.
 * Nothing is braked for longer. The counts stand in memory; where several servers share them (`isShared`), what was
 * counted here is handed over by `takeUnshared`, and what all of them counted comes back by `adopt`.
 */
export function memoryBrake({ secret, isShared }: { secret: Uint8Array; isShared: boolean }) {
  // It counts and forgets; what is too much differs from kind to kind and is compared here.
  const limiter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: WINDOW_SECONDS });
  let unshared = new Map<string, number>();

  // Hashed with the secret, so that an address cannot be found by trying them all, and of one length whatever was typed.
  const keyOf = (kind: Kind, who: string): string => createHmac("sha256", secret).update(`${kind}:${who}`).digest("hex");
  const note = (key: string, tries: number): void => {
    if (isShared) unshared.set(key, (unshared.get(key) ?? 0) + tries);
  };

  return {
    async takeTry(kind: Kind, who: string): Promise<number> {
      const key = keyOf(kind, who);
      // Counted before it is compared, so that of many tries at once only so many pass.
      const { consumedPoints, msBeforeNext } = await limiter.penalty(key);
      if (consumedPoints <= MOST[kind]) {
        note(key, 1);
        return 0;
      }
      await limiter.reward(key);
      return Math.max(1, Math.ceil(msBeforeNext / 1_000));
    },

    async giveBack(kind: Kind, who: string): Promise<void> {
      const key = keyOf(kind, who);
      // A minute that is over has nothing to give back to; the next one must not begin with a try more.
      if ((await limiter.get(key)) === null) return;
      await limiter.reward(key);
      note(key, -1);
    },

    async takeUnshared(): Promise<CountedTries[]> {
      const taken = unshared;
      unshared = new Map();
      const counted = await Promise.all(
        [...taken].map(async ([key, tries]) => ({ key, tries, msLeft: (await limiter.get(key))?.msBeforeNext ?? 0 })),
      );
      return counted.filter(({ tries, msLeft }) => tries !== 0 && msLeft > 0);
    },

    /** Puts back what could not be handed over. */
    keepUnshared(counted: readonly CountedTries[]): void {
      for (const { key, tries } of counted) note(key, tries);
    },

    /** Takes over what all servers counted; what was counted here since the last handing over comes on top. */
    async adopt(counted: readonly CountedTries[]): Promise<void> {
      for (const { key, tries, msLeft } of counted) {
        if (msLeft > 0) await limiter.set(key, Math.max(0, tries) + (unshared.get(key) ?? 0), msLeft / 1_000);
      }
    },
  };
}
