/** Where a command writes and which folder its paths start from. */
export type CommandIo = { stdout: { write(text: string): unknown }; stderr: { write(text: string): unknown }; cwd: string };

export type ImagesOptions = { json?: boolean; help?: boolean; out?: string; frame?: string; center?: string; width?: string };

/** What a subcommand found: exit 0 or 1, one JSON value, and the same for people. */
export type ImagesAnswer = { exit: 0 | 1; json: unknown; text: string };

/** The arguments do not fit the command. */
export class UsageError extends Error {
  override name = "UsageError";
}
