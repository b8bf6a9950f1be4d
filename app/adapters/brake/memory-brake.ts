import { RateLimiterMemory } from "rate-limiter-flexible";

const FREE_TRIES = 5;
const WINDOW_SECONDS = 60;

/**
 * Slows guessing down: after five tries for one key within a minute, none of them right, the next waits until the minute is over.
 * Nothing is locked for longer, so that nobody can shut a candidate out before the exam.
 */
export function memoryBrake() {
  const limiter = new RateLimiterMemory({ points: FREE_TRIES, duration: WINDOW_SECONDS });
  return {
    async takeTry(key: string): Promise<number> {
      const allowed = (): number => 0;
      return limiter.consume(key).then(allowed, ({ msBeforeNext }: { msBeforeNext: number }) => Math.max(1, Math.ceil(msBeforeNext / 1_000)));
    },
    async succeeded(key: string): Promise<void> {
      await limiter.delete(key);
    },
  };
}
