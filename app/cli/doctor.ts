import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, realpathSync, statfsSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { Config } from "#config";
import { examineDatabase } from "#db/examine.ts";
import type { Run } from "./command.ts";
import { judgeInstallation, type InstallationFacts } from "./doctor-judge.ts";
import { SIGN_INS_FILE } from "./sign-ins-file.ts";

const ASK_WITHIN_MS = 2_000;

/** Looks at the installation without changing anything: it makes no file and opens the database for reading only. */
export const doctor: Run = async (_args, io) => {
  const findings = judgeInstallation(await factsOf(io.config));
  const ok = findings.every(({ state }) => state !== "fault");
  if (io.json) io.print(JSON.stringify({ ok, checks: findings }));
  else io.print(findings.map(({ check, state, what }) => `${state.padEnd(7)}  ${check}: ${what}`).join("\n"));
  return ok ? 0 : 1;
};

async function factsOf(config: Config): Promise<InstallationFacts> {
  const { dataDir, secretFile, host, publicUrl, trustProxy, databaseUrl, databaseFile } = config;
  const signIns = join(dataDir, SIGN_INS_FILE);
  return {
    nowMs: Date.now(),
    node: { runs: process.version, oldest: oldestNode() },
    host,
    publicUrl,
    trustProxy,
    dataDir: { path: dataDir, mode: modeOf(dataDir), freeBytes: orNull(() => freeBytes(dataDir)) },
    readable: orNull(() => readdirSync(dataDir).filter((name) => ((modeOf(join(dataDir, name)) ?? 0) & 0o004) !== 0)) ?? [],
    secretFile: { path: secretFile, mode: modeOf(secretFile), isSound: holdsSecret(secretFile), isInDataDir: isBelow(secretFile, dataDir) },
    database: await examineDatabase({ databaseUrl, file: databaseFile }),
    timeSynchronised: await timeSynchronised(),
    signInsFile: existsSync(signIns) ? signIns : null,
  };
}

function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}

const modeOf = (path: string): number | null => orNull(() => statSync(path).mode);

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function holdsSecret(path: string): boolean {
  return /^[0-9a-f]{64}$/.test((orNull(() => readFileSync(path, "utf8")) ?? "").trim());
}

/** Whether a file lies below a folder, links followed. */
function isBelow(file: string, folder: string): boolean {
  const [real, below] = [orNull(() => realpathSync(file)) ?? file, orNull(() => realpathSync(folder)) ?? folder];
  return real.startsWith(below.endsWith(sep) ? below : below + sep);
}

/** From `engines` of package.json, for example ">=20.19". */
function oldestNode(): readonly [number, number] {
  const { engines } = JSON.parse(readFileSync(join(process.cwd(), "package.json"), "utf8")) as { engines: { node: string } };
  const [major = 0, minor = 0] = engines.node.replace(/^\D+/, "").split(".").map(Number);
  return [major, minor];
}

/** What systemd says, whoever keeps the time; null where it does not run. */
async function timeSynchronised(): Promise<boolean | null> {
  const said = await new Promise<string>((resolve) => {
    execFile("timedatectl", ["show", "--property=NTPSynchronized", "--value"], { timeout: ASK_WITHIN_MS }, (error, stdout) => resolve(error === null ? stdout.trim() : ""));
  });
  return said === "yes" ? true : said === "no" ? false : null;
}
