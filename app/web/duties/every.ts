import type { Log } from "../../usecases/context.ts";

export type Duty = {
  /** Resolves when a turn that has begun is over. */
  stop(): Promise<void>;
};

/** Does a piece of work again and again while the process lives, never twice at once; a fault is logged and the next turn comes. */
export function every(milliseconds: number, name: string, log: Log, work: () => Promise<void>): Duty {
  let turn: Promise<void> | null = null;
  const timer = setInterval(() => {
    turn ??= work()
      .catch((error: unknown) => log.error({ err: error }, `a duty of the server failed: ${name}`))
      .finally(() => {
        turn = null;
      });
  }, milliseconds);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await turn;
    },
  };
}
