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
};

export type Command = {
  /** One line for `--help`. */
  usage: string;
  about: string;
  /** 0 done, 1 refused, 2 wrong usage. */
  run(args: string[], io: CommandIo): Promise<number>;
};

/** Prints a result as one JSON value or in words. */
export function finish(io: CommandIo, result: { ok: boolean }, words: string): number {
  if (io.json) io.print(JSON.stringify(result));
  else if (result.ok) io.print(words);
  else io.tell(words);
  return result.ok ? 0 : 1;
}
