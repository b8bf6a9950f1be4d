import type { Config } from "#config";
import type { Context } from "../usecases/context.ts";

/** What every command gets: where it was called, where it may write, and the context when it asks for one. */
export type CommandIo = {
  cwd: string;
  json: boolean;
  config: Config;
  /** Opens the database; commands that only compute never call it. */
  context(): Promise<Context & { close(): Promise<void> }>;
  /** Standard output: the result. */
  print(text: string): void;
  /** Standard error: progress and reasons. */
  tell(text: string): void;
  /** Says on standard error how the command is called; answers 2. */
  wrongUsage(): number;
};

export type Command = {
  /** One line for `--help`. */
  usage: string;
  about: string;
  /** Loads what the command needs only when it runs, so that `--help` waits for none of it. */
  load(): Promise<Run>;
};

/** 0 done, 1 refused, 2 wrong usage. */
export type Run = (args: string[], io: CommandIo) => Promise<number>;

/** Prints a result as one JSON value or in words. */
export function finish(io: CommandIo, result: { ok: boolean }, words: string): number {
  if (io.json) io.print(JSON.stringify(result));
  else if (result.ok) io.print(words);
  else io.tell(words);
  return result.ok ? 0 : 1;
}
