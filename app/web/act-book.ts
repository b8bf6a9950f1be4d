import { transact } from "#db/open.ts";
import { noteActs } from "#db/sign-ins.ts";
import type { Context } from "../usecases/context.ts";

/** Whoever has not acted for so long has no sign-in any more that could be kept. */
const FORGOTTEN_AFTER_MS = 3_600_000;

export type ActBook = {
  /** Whoever has this sign-in has just acted. */
  note(tokenHash: string): void;
  /** When they last did on this server, or 0. */
  lastOf(tokenHash: string): number;
  /** The server's clock has moved on by so much at once: nobody was idle for that. */
  moveOn(milliseconds: number): void;
  flush(): Promise<void>;
};

/**
 * When staff last acted. It stands in memory, so that no page waits for a write and a full disk signs nobody out, and is
 * written together now and then, for other servers and the next start.
 */
export function actBook({ db, now }: Pick<Context, "db" | "now">): ActBook {
  const acts = new Map<string, number>();
  let unwritten = new Set<string>();
  return {
    note(tokenHash) {
      acts.set(tokenHash, now());
      unwritten.add(tokenHash);
    },
    lastOf: (tokenHash) => acts.get(tokenHash) ?? 0,
    moveOn(milliseconds) {
      for (const [tokenHash, atMs] of acts) {
        acts.set(tokenHash, atMs + milliseconds);
        unwritten.add(tokenHash);
      }
    },
    async flush() {
      const taken = unwritten;
      unwritten = new Set();
      const rows = [...taken].map((tokenHash) => ({ tokenHash, atMs: acts.get(tokenHash) ?? 0 }));
      for (const [tokenHash, atMs] of acts) if (now() - atMs > FORGOTTEN_AFTER_MS && !taken.has(tokenHash)) acts.delete(tokenHash);
      if (rows.length === 0) return;
      try {
        await transact(db, (trx) => noteActs(trx, rows));
      } catch (error) {
        for (const tokenHash of taken) unwritten.add(tokenHash);
        throw error;
      }
    },
  };
}
