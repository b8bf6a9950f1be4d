import { isAbsolute, join, resolve } from "node:path";
import * as v from "valibot";

/** Everything the environment decides, read and checked once. Nothing else in the program reads `process.env`. */
export type Config = {
  port: number;
  host: string;
  /** Origin under which browsers reach this server, for example https://exam.example.org; null: as asked. */
  publicUrl: string | null;
  trustProxy: boolean;
  dataDir: string;
  databaseUrl: string | null;
  databaseFile: string;
  imagesDir: string;
  secretFile: string;
  /** Where seals of the audit are kept outside the database. */
  sealFile: string;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "silent";
  /** Lets others than this machine read /metrics; null: loopback only. */
  metricsToken: string | null;
};

/** Whether a host name or address means the machine itself: whatever listens there, nobody else reaches it. */
export function isThisMachine(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(name);
}

type Environment = Readonly<Record<string, string | undefined>>;

const url = (protocols: string[]) =>
  v.pipe(v.string(), v.check((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol)));

const CHECKS = {
  PORT: { schema: v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.check((text) => Number(text) <= 65_535)), expected: "a port number from 0 to 65535" },
  HOST: { schema: v.pipe(v.string(), v.minLength(1)), expected: "an address to listen on, for example 127.0.0.1" },
  PUBLIC_URL: { schema: url(["http:", "https:"]), expected: "an address such as https://exam.example.org" },
  TRUST_PROXY: { schema: v.picklist(["0", "1", "true", "false"]), expected: "1 behind a reverse proxy, else 0" },
  DATA_DIR: { schema: v.pipe(v.string(), v.minLength(1)), expected: "a folder" },
  DATABASE_URL: { schema: url(["postgres:", "postgresql:"]), expected: "a PostgreSQL address, postgres://..." },
  SECRET_FILE: { schema: v.pipe(v.string(), v.minLength(1)), expected: "a file" },
  SEAL_FILE: { schema: v.pipe(v.string(), v.minLength(1)), expected: "a file" },
  LOG_LEVEL: { schema: v.picklist(["fatal", "error", "warn", "info", "debug", "silent"]), expected: "fatal, error, warn, info, debug or silent" },
  METRICS_TOKEN: { schema: v.pipe(v.string(), v.minLength(16)), expected: "at least 16 characters" },
} as const;

/** Every variable that is read. */
export const VARIABLES = Object.keys(CHECKS);

/**
 * Reads the configuration. Relative paths are relative to `cwd` (the caller's folder). A wrong variable gives one
 * sentence that names it and what is expected; an empty one counts as unset.
 */
export function readConfig(
  environment: Environment,
  cwd: string,
): { ok: true; config: Config } | { ok: false; problems: string[] } {
  const problems: string[] = [];
  const value = (name: keyof typeof CHECKS): string | null => {
    const text = environment[name];
    if (text === undefined || text === "") return null;
    const { schema, expected } = CHECKS[name];
    if (v.is(schema, text)) return text;
    // A value that may hold a password is not repeated.
    const shown = name.endsWith("_URL") || name.endsWith("_TOKEN") ? "" : ` ("${text}")`;
    problems.push(`${name}${shown} is wrong: expected ${expected}.`);
    return null;
  };
  const path = (text: string): string => (isAbsolute(text) ? text : resolve(cwd, text));
  const dataDir = path(value("DATA_DIR") ?? "data");
  const config: Config = {
    port: Number(value("PORT") ?? 3_000),
    host: value("HOST") ?? "127.0.0.1",
    publicUrl: value("PUBLIC_URL"),
    trustProxy: ["1", "true"].includes(value("TRUST_PROXY") ?? "0"),
    dataDir,
    databaseUrl: value("DATABASE_URL"),
    databaseFile: join(dataDir, "exam.sqlite"),
    imagesDir: join(dataDir, "images"),
    secretFile: path(value("SECRET_FILE") ?? join(dataDir, "secret.key")),
    sealFile: path(value("SEAL_FILE") ?? join(dataDir, "seals.jsonl")),
    logLevel: (value("LOG_LEVEL") as Config["logLevel"] | null) ?? "info",
    metricsToken: value("METRICS_TOKEN"),
  };
  if (config.publicUrl === null && problems.length === 0 && !isThisMachine(config.host)) {
    problems.push(`PUBLIC_URL is missing: others reach this server (HOST is ${config.host}), so it must know the address that browsers use, for example https://exam.example.org.`);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config };
}
