import { transact } from "#db/open.ts";
import { storePresence, type Presence } from "#db/presence.ts";
import type { Context } from "../usecases/context.ts";

const WRITE_EVERY_MS = 1_000;

export type PresenceBook = {
  /** `lease`: of the browser that has the seat; a heartbeat of any other browser says nothing about it and is left out. */
  beat(attemptId: string, lease: number, heartbeat: Omit<Presence, "attemptId" | "seenAtMs">): void;
  flush(): Promise<void>;
  close(): void;
};

/** Heartbeats stay in memory and are written together once a second: they are no part of the log. */
export function presenceBook({ db, now, log }: Pick<Context, "db" | "now" | "log">): PresenceBook {
  let book = new Map<string, Presence>();

  async function flush(): Promise<void> {
    if (book.size === 0) return;
    const rows = [...book.values()];
    book = new Map();
    await transact(db, (trx) => storePresence(trx, rows));
  }

  const timer = setInterval(() => {
    flush().catch((error: unknown) => log.warn({ err: error }, "presence could not be written"));
  }, WRITE_EVERY_MS);
  timer.unref();

  return {
    beat(attemptId, lease, heartbeat) {
      if (heartbeat.lease >= lease) book.set(attemptId, { ...heartbeat, attemptId, seenAtMs: now() });
    },
    flush,
    close: () => clearInterval(timer),
  };
}
