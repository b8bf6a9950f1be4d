import type { Config } from "#config";
import type { Context } from "../usecases/context.ts";
import type { HashFigures } from "../adapters/passwords/password-queue.ts";
import type { CommitQueue } from "../usecases/attempt/commit-queue.ts";
import type { ActBook } from "./act-book.ts";
import type { FeedHub } from "./feed-hub.ts";
import type { PresenceBook } from "./presence-book.ts";

/** The one context of a server process: what use cases reach, and what only HTTP needs. */
export type AppContext = Context & {
  config: Config;
  queue: CommitQueue;
  feeds: FeedHub;
  presence: PresenceBook;
  acts: ActBook;
  /** Password hashes, for /metrics. */
  hashes(): HashFigures;
  /** Loop lag in ms over the last minute, for /metrics and /readyz. */
  loopLagMs(): number;
  /** Reason why nobody new is served for now (clock, disk, schema), or null; as it was a second ago at most. */
  notReady(): string | null;
  close(): Promise<void>;
};
