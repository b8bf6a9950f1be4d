// What the machine must offer. Each function answers with null or with one sentence that says what is wrong.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";

/** @param {string} version as in `process.versions.node` */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return null;
  return `Node ${version} is too old: Node 20.19 or newer is needed.`;
}

/** @param {(program: string) => boolean} [has] whether a program is on the PATH */
export function compilerProblem(has = isInstalled) {
  const missing = [];
  if (!has("python3") && !has("python")) missing.push("python3");
  if (!has("make")) missing.push("make");
  if (!has("c++") && !has("g++") && !has("clang++")) missing.push("a C++ compiler (g++ or clang++)");
  if (missing.length === 0) return null;
  return `To compile the database driver this machine needs ${missing.join(", ")}: on Debian "apt-get install build-essential python3".`;
}

/** @param {string} program */
function isInstalled(program) {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

/** @param {string} folder absolute; made when it does not exist */
export function dataDirProblem(folder) {
  try {
    makeFolder(folder);
    // Writing is the only sure test: rights alone say nothing to root or on a read-only file system.
    const probe = join(folder, `.write-probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
    return null;
  } catch (error) {
    return `The folder DATA_DIR (${folder}) cannot be written (${error.code ?? error.message}): choose another one or change its rights.`;
  }
}

/** Not `recursive`: below some system folders (/proc) that never comes back. */
function makeFolder(folder) {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/**
 * @param {string | undefined} text PORT as given; empty means 3000, 0 any free port
 * @param {string} host
 * @returns {Promise<string | null>}
 */
export function portProblem(text, host) {
  const port = Number(text || 3000);
  if (!/^\d{0,5}$/.test(text ?? "") || port > 65_535) {
    return Promise.resolve(`PORT ("${text}") is wrong: expected a port number from 0 to 65535.`);
  }
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error) => done(sentenceOfListen(error, port, host)));
    server.listen(port, host, () => server.close(() => done(null)));
  });
}

function sentenceOfListen(error, port, host) {
  if (error.code === "EADDRINUSE") return `Port ${port} is in use: set PORT to another one.`;
  if (error.code === "EACCES") return `Port ${port} needs rights that this account does not have: set PORT to one above 1023.`;
  return `HOST (${host}) cannot be listened on (${error.code ?? error.message}).`;
}
