import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "#config";
import { createLog } from "../web/log.ts";
import { makeContext } from "../web/make-context.ts";
import { audit } from "./audit.ts";
import { bank } from "./bank.ts";
import type { Command, CommandIo } from "./command.ts";
import { imagesCommand } from "./images.ts";
import { migrateCommand } from "./migrate.ts";
import { person } from "./person.ts";
import { seed } from "./seed.ts";
import { serve } from "./serve.ts";

const images: Command = {
  usage: "images inspect|import|render|pixels ...",
  about: "What an import of DICOM files would do, the exam study of a series, and its pixels. No database.",
  run: (args, io) =>
    imagesCommand(io.json ? [...args, "--json"] : args, { stdout: { write: io.print }, stderr: { write: io.tell }, cwd: io.cwd }),
};

const COMMANDS: Record<string, Command> = { serve, migrate: migrateCommand, seed, person, bank, images, audit };

function help(): string {
  const rows = Object.values(COMMANDS).map(({ usage, about }) => `  ${usage}\n      ${about}`);
  return `npm run exam -- <command> [--json] [--help]\n\n${rows.join("\n")}\n`;
}

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const json = words.includes("--json");
  const [name = "", ...args] = words.filter((word) => word !== "--json");
  const command = COMMANDS[name];
  if (!command || args.includes("--help")) {
    const text = command ? `${command.usage}\n    ${command.about}\n` : help();
    (name === "" || name === "--help" || command ? process.stdout : process.stderr).write(text);
    return name === "" || name === "--help" || command ? 0 : 2;
  }
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const read = readConfig(process.env, cwd);
  if (!read.ok) {
    process.stderr.write(`${read.problems.join("\n")}\n`);
    return 1;
  }
  const open: { close(): Promise<void> }[] = [];
  const io: CommandIo = {
    cwd,
    json,
    config: read.config,
    print: (text) => void process.stdout.write(text.endsWith("\n") ? text : `${text}\n`),
    tell: (text) => void process.stderr.write(text.endsWith("\n") ? text : `${text}\n`),
    async context() {
      const { version } = JSON.parse(readFileSync(join(process.cwd(), "package.json"), "utf8")) as { version: string };
      const context = await makeContext(read.config, createLog("silent"), { version, id: "command-line" });
      open.push(context);
      return context;
    },
  };
  try {
    return await command.run(args, io);
  } catch (error) {
    const reason = error instanceof Object && "message" in error ? String(error.message) : String(error);
    if (json) io.print(JSON.stringify({ ok: false, reason, details: [] }));
    io.tell(reason);
    return 1;
  } finally {
    for (const context of open) await context.close();
  }
}

process.exitCode = await main();
