/**
 * Works through keyed jobs in an order that may change at any time: a job that has begun is finished, everything else
 * is chosen anew. A failed job rests until it is asked for again, so that one bad frame never blocks the others.
 */
export type JobQueue<Job> = {
  /** The jobs wanted from now on, the most urgent first. What is not in the list is not begun. */
  want(jobs: Job[]): void;
  /** Forgets that these failed. */
  retry(keys: Iterable<string>): void;
  failed(key: string): boolean;
  dispose(): void;
};

export type QueueOptions<Job> = {
  /** Jobs at a time: loading waits for the network, so this is more than the decoder takes. */
  parallel: number;
  key(job: Job): string;
  done(job: Job): boolean;
  run(job: Job): Promise<void>;
  onSettled(job: Job): void;
};

export function createJobQueue<Job>({ parallel, key, done, run, onSettled }: QueueOptions<Job>): JobQueue<Job> {
  let wanted: Job[] = [];
  let dead = false;
  const running = new Set<string>();
  const failures = new Set<string>();

  const start = async (job: Job) => {
    const name = key(job);
    running.add(name);
    try {
      await run(job);
    } catch {
      failures.add(name);
    }
    running.delete(name);
    if (dead) return;
    onSettled(job);
    fill();
  };
  const fill = () => {
    if (dead) return;
    while (running.size < parallel) {
      const next = wanted.find((job) => !running.has(key(job)) && !failures.has(key(job)) && !done(job));
      if (next === undefined) return;
      void start(next);
    }
  };
  return {
    want(jobs) {
      wanted = jobs;
      fill();
    },
    retry(keys) {
      for (const name of keys) failures.delete(name);
      fill();
    },
    failed: (name) => failures.has(name),
    dispose() {
      dead = true;
      wanted = [];
    },
  };
}
