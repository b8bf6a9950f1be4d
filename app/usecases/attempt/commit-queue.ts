import { concernsEveryAct, isOutage, type Trx } from "#db/open.ts";
import type { Log } from "../context.ts";
import type { ActResult, ChangedAttempt, RecordAct, RecordTogether, SubmittedAct } from "./act.ts";
import { recordActs, type BatchResult, type RecordContext } from "./record-acts.ts";

const MOST_WAITING = 2_000;
const MOST_IN_BATCH = 128;

/** Acts that are committed together or not at all: almost always one. */
type Waiting = { acts: readonly SubmittedAct[]; alongside?: (trx: Trx) => Promise<void>; resolve(results: ActResult[]): void; reject(error: unknown): void };

export type CommitQueue = {
  /** Resolves after the commit that holds the act. Throws `QueueFullError` when 2,000 acts wait. */
  record: RecordAct;
  recordTogether: RecordTogether;
  /** Told what every commit changed, after it. */
  listen(listener: (changed: readonly ChangedAttempt[]) => void): void;
  /** Resolves when nothing waits and nothing is being committed. */
  idle(): Promise<void>;
  /** When (server's clock) acts could last not be stored because the database is full, locked or away; null after a commit. */
  outageAtMs(): number | null;
  figures(): { waiting: number; committed: number; batches: number; commitMs: number };
};

/**
 * Gathers acts while a commit runs and commits them together: one fsync for many saves. A batch that fails is split
 * in half until the act that cannot be stored stands alone; when another server wrote meanwhile, the transaction is
 * tried again with what is stored then. While the database is full, locked or away, all that wait are refused at once:
 * whoever asks is told to come again.
 */
export function commitQueue(context: RecordContext & { log: Log }): CommitQueue {
  const listeners: ((changed: readonly ChangedAttempt[]) => void)[] = [];
  let waiting: Waiting[] = [];
  let running = false;
  let whenIdle: (() => void)[] = [];
  let outageAtMs: number | null = null;
  const figures = { committed: 0, batches: 0, commitMs: 0 };

  async function commit(batch: Waiting[]): Promise<void> {
    const begun = performance.now();
    let recorded: BatchResult;
    try {
      recorded = await recordActs(context, batch.flatMap(({ acts }) => acts), batch.flatMap(({ alongside }) => alongside ?? []));
    } catch (error) {
      if (isOutage(error)) outageAtMs = context.now();
      return concernsEveryAct(error) ? refuseAll(batch, error) : split(batch, error);
    }
    outageAtMs = null;
    let from = 0;
    for (const { acts, resolve } of batch) resolve(recorded.results.slice(from, (from += acts.length)));
    figures.committed += recorded.results.length;
    figures.batches += 1;
    figures.commitMs += performance.now() - begun;
    tell(recorded.changed);
  }

  /** What is committed stays committed, whatever becomes of those who are told. */
  function tell(changed: readonly ChangedAttempt[]): void {
    if (changed.length === 0) return;
    for (const listener of listeners) {
      try {
        listener(changed);
      } catch (error) {
        context.log.error({ err: error }, "a listener of the write path failed");
      }
    }
  }

  /** Who came meanwhile is refused as well: the batch has waited as long as anybody should, and each would wait as long again. */
  function refuseAll(batch: Waiting[], error: unknown): void {
    for (const { reject } of [...batch, ...waiting.splice(0)]) reject(error);
  }

  async function split(batch: Waiting[], error: unknown): Promise<void> {
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await commit(batch.slice(0, middle));
      return commit(batch.slice(middle));
    }
    batch[0]!.reject(error);
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // By attempt, so that two servers take row locks in the same order; arrival order within an attempt stays.
      const batch = waiting.splice(0, MOST_IN_BATCH);
      batch.sort((a, b) => (firstOf(a) < firstOf(b) ? -1 : firstOf(a) > firstOf(b) ? 1 : 0));
      await commit(batch);
      await new Promise((resolve) => setImmediate(resolve));
    }
    running = false;
    const waitingForIdle = whenIdle;
    whenIdle = [];
    for (const resolve of waitingForIdle) resolve();
  }

  const recordTogether: RecordTogether = (acts, alongside) => {
    if (waiting.length >= MOST_WAITING) return Promise.reject(new QueueFullError("2,000 acts wait for their commit"));
    return new Promise((resolve, reject) => {
      waiting.push({ acts, resolve, reject, ...(alongside && { alongside }) });
      if (running) return;
      running = true;
      setImmediate(() => void run());
    });
  };

  return {
    listen: (listener) => void listeners.push(listener),
    record: async (submitted) => (await recordTogether([submitted]))[0]!,
    recordTogether,
    idle: () => (running ? new Promise((resolve) => whenIdle.push(resolve)) : Promise.resolve()),
    outageAtMs: () => outageAtMs,
    figures: () => ({ waiting: waiting.length, ...figures }),
  };
}

const firstOf = ({ acts }: Waiting): string => acts[0]?.attemptId ?? "";

export class QueueFullError extends Error {
  override name = "QueueFullError";
}
