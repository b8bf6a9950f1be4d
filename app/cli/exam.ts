import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../usecases/context.ts";
import type { Command, CommandIo } from "./command.ts";

/** Only types are imported above: what a command needs is loaded when it runs (tests/command-line.test.ts). */
const COMMANDS: Record<string, Command> = {
  serve: {
    usage: "serve [--port P]",
    about: "Starts the server that `npm run build` has made.",
    load: async () => (await import("./serve.ts")).serve,
  },
  migrate: {
    usage: "migrate",
    about: "Brings the database up to this version; a copy of the file is made before.",
    load: async () => (await import("./migrate.ts")).migrateCommand,
  },
  seed: {
    usage: "seed [--demo]",
    about: "Imports the sample bank; with --demo also a demonstration sitting and people, whose codes it prints.",
    load: async () => (await import("./seed.ts")).seed,
  },
  person: {
    usage: "person add --email E --name N (--role R... | --first-admin) | person reset-second-factor --email E --reason R | person list",
    about:
      "Accounts and roles. The password (15 characters or more) is read from the variable EXAM_PASSWORD. " +
      "--first-admin makes the administrator of an installation that has none, and asks for the password on a terminal. " +
      "reset-second-factor helps whoever has lost authenticator and recovery codes; know for sure who asks.",
    load: async () => (await import("./person.ts")).person,
  },
  bank: {
    usage: "bank import <zip or folder>... [--dry-run]",
    about: "Imports QTI 3.0 packages; what is refused or not taken over is listed by the source's own identifiers.",
    load: async () => (await import("./bank.ts")).bank,
  },
  images: {
    usage: "images inspect|import|render|pixels ...",
    about: "What an import of DICOM files would do, the exam study of a series, and its pixels. No database.",
    async load() {
      const { imagesCommand } = await import("./images.ts");
      return (args, io) =>
        imagesCommand(io.json ? [...args, "--json"] : args, { stdout: { write: io.print }, stderr: { write: io.tell }, cwd: io.cwd });
    },
  },
  doctor: {
    usage: "doctor",
    about: "What an administrator should know before the day: secret file, https, disk, clock, database, demonstration. Changes nothing; exit 1 on a fault.",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  clock: {
    usage: "clock | clock confirm --server-was-down | clock confirm --clock-was-wrong",
    about: "Whether the server is sure of the time; confirms it after a start at which it was not.",
    load: async () => (await import("./clock.ts")).clock,
  },
  audit: {
    usage: "audit verify | audit restored",
    about: "Walks every hash chain and names what is broken (exit 1); `restored` says that the database is an older copy.",
    load: async () => (await import("./audit.ts")).audit,
  },
};

function help(): string {
  const rows = Object.values(COMMANDS).map(({ usage, about }) => `  ${usage}\n      ${about}`);
  return `npm run exam -- <command> [--json] [--help]\n\n${rows.join("\n")}\n`;
}

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const json = words.includes("--json");
  const [name = "", ...args] = words.filter((word) => word !== "--json");
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command || args.includes("--help")) {
    const text = command ? `${command.usage}\n    ${command.about}\n` : help();
    (name === "" || name === "--help" || command ? process.stdout : process.stderr).write(text);
    return name === "" || name === "--help" || command ? 0 : 2;
  }
  return run(command, args, json);
}

async function run(command: Command, args: string[], json: boolean): Promise<number> {
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const { readConfig } = await import("#config");
  const read = readConfig(process.env, cwd);
  if (!read.ok) {
    process.stderr.write(`${read.problems.join("\n")}\n`);
    return 1;
  }
  const open: (Context & { close(): Promise<void> })[] = [];
  const io: CommandIo = {
    cwd,
    json,
    config: read.config,
    print: (text) => void process.stdout.write(text.endsWith("\n") ? text : `${text}\n`),
    tell: (text) => void process.stderr.write(text.endsWith("\n") ? text : `${text}\n`),
    wrongUsage() {
      io.tell(`usage: ${command.usage}`);
      return 2;
    },
    async context() {
      const [{ makeContext }, { createLog }] = await Promise.all([import("../web/make-context.ts"), import("../web/log.ts")]);
      const { version } = JSON.parse(readFileSync(join(process.cwd(), "package.json"), "utf8")) as { version: string };
      const context = await makeContext(read.config, createLog("silent"), { version, id: "command-line" });
      open.push(context);
      const { followStoredClock } = await import("../usecases/admin/judge-clock.ts");
      // A database that is older than this version knows no clock yet; whatever else it lacks, the command says.
      await followStoredClock(context).catch(() => undefined);
      return context;
    },
  };
  try {
    return await (await command.load())(args, io);
  } catch (error) {
    const reason = error instanceof Object && "message" in error ? String(error.message) : String(error);
    if (json) io.print(JSON.stringify({ ok: false, reason, details: [] }));
    io.tell(reason);
    return 1;
  } finally {
    for (const context of open) await closed(context);
  }
}

/** What a command has done is sealed as well; one that ends with a fault, or before the database has seals, leaves it to the server. */
async function closed(context: Context & { close(): Promise<void> }): Promise<void> {
  const { sealChanges } = await import("../usecases/admin/seal-changes.ts");
  await sealChanges(context).catch(() => undefined);
  await context.close();
}

process.exitCode = await main();
