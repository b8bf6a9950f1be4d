import { RateLimiterMemory } from "rate-limiter-flexible";

const FREE_TRIES = 5;
const WINDOW_SECONDS = 60;

/**
 * Slows guessing down: after five failures for one key within a minute the next try waits until the minute is over.
 * Nothing is locked for longer, so that nobody can shut a candidate out before the exam.
 */
export function memoryBrake() {
  const limiter = new RateLimiterMemory({ points: FREE_TRIES, duration: WINDOW_SECONDS });
  return {
    async blockedFor(key: string): Promise<number> {
      const state = await limiter.get(key);
      if (state === null || state.consumedPoints < FREE_TRIES) return 0;
      return Math.max(1, Math.ceil(state.msBeforeNext / 1_000));
    },
    async failed(key: string): Promise<void> {
      await limiter.consume(key).catch(() => undefined);
    },
    async succeeded(key: string): Promise<void> {
      await limiter.delete(key);
    },
  };
}
