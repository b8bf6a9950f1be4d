// The packages of package-lock.json, installed once for each lock file, version of Node and kind of machine.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./fault.js";
import { compilerProblem } from "./machine.js";
import { step } from "./step.js";

const STAMP = ".exam-setup-stamp";
const REACH_WITHIN_MS = 5_000;

/** @param {string} root */
export async function install(root) {
  const modules = join(root, "node_modules");
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const stamp = join(modules, STAMP);
  const wanted = createHash("sha256").update(`${lock}\0${process.versions.modules}\0${process.platform}\0${process.arch}`).digest("hex");
  if (textOf(stamp) === wanted) return;
  if (!holdsTheLock(lock, textOf(join(modules, ".package-lock.json"))) || driverProblem(root) !== null) {
    const problem = compilerProblem();
    if (problem !== null && !(await hasReadyMadeDriver(lock))) throw new SetupError(problem);
    const npm = process.env.npm_execpath;
    const [program, first] = npm && /\.c?js$/.test(npm) ? [process.execPath, [npm]] : ["npm", []];
    const words = "Installing packages (about 3 minutes the first time)";
    await step(words, program, [...first, "ci", "--include=dev", "--no-audit", "--no-fund"], { root, logName: "install" });
    const fault = driverProblem(root);
    if (fault !== null) throw new SetupError(`The database driver was installed but does not load: ${fault}`);
  }
  writeFileSync(stamp, wanted);
}

/**
 * Whether the list that npm keeps of what it installed has every package of the lock file in its version, so that
 * packages installed by hand are not installed again. Optional ones (other platforms) may be missing.
 * @param {string} lock
 * @param {string | null} installed
 */
export function holdsTheLock(lock, installed) {
  if (installed === null) return false;
  try {
    const there = JSON.parse(installed).packages;
    return Object.entries(JSON.parse(lock).packages).every(
      ([path, { version, optional, devOptional }]) => path === "" || there[path]?.version === version || (there[path] === undefined && Boolean(optional || devOptional)),
    );
  } catch {
    return false;
  }
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** One line of what goes wrong when the compiled driver is opened, or null. */
function driverProblem(root) {
  const opened = spawnSync(process.execPath, ["-e", "new (require('better-sqlite3'))(':memory:').close()"], { cwd: root, encoding: "utf8" });
  if (opened.status === 0) return null;
  return (opened.stderr || "").split("\n").find((line) => /Error/.test(line)) ?? "unknown reason";
}

/** Whether the makers' compiled driver for this machine can be reached, so that no compiler is needed. */
async function hasReadyMadeDriver(lock) {
  if (process.env.npm_config_better_sqlite3_binary_host) return true;
  const { version } = JSON.parse(lock).packages["node_modules/better-sqlite3"];
  const name = `better-sqlite3-v${version}-node-v${process.versions.modules}-${process.platform}-${process.arch}.tar.gz`;
  const address = `https://github.com/WiseLibs/better-sqlite3/releases/download/v${version}/${name}`;
  return fetch(address, { method: "HEAD", signal: AbortSignal.timeout(REACH_WITHIN_MS) }).then((answer) => answer.ok, () => false);
}
