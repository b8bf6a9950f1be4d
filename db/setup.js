// Makes a fresh clone ready to run. Node built-ins only: this runs before anything is installed.
// usage: node db/setup.js start | dev | test
import { createHash } from "node:crypto";
import { spawn, spawnSync } from "node:child_process";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const installStamp = join(modules, ".exam-setup-stamp");
const buildStamp = join(root, "build", ".exam-build-stamp");
const logFile = join(root, ".cache", "setup.log");
const LOCK_STALE_MS = 15 * 60_000;

export class SetupError extends Error {
  name = "SetupError";
}

function hashOf(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Node ${process.versions.node} is too old: Node 20.19 or newer is needed.`);
}

function found(program) {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

function checkCompiler() {
  const missing = [];
  if (!found("python3") && !found("python")) missing.push("python3");
  if (!found("make")) missing.push("make");
  if (!found("c++") && !found("g++") && !found("clang++")) missing.push("a C++ compiler (g++ or clang++)");
  if (missing.length > 0) {
    throw new SetupError(`To build the database driver this machine needs ${missing.join(", ")}. On Debian: apt-get install build-essential python3.`);
  }
}

function checkDataDir() {
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), process.env.DATA_DIR || "data");
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    const probe = join(folder, `.write-probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch {
    throw new SetupError(`The folder DATA_DIR (${folder}) cannot be written. Choose another one or change its rights.`);
  }
}

function checkPort() {
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SetupError(`PORT ("${process.env.PORT}") is wrong: expected a port number from 0 to 65535.`);
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", (error) =>
      fail(new SetupError(error.code === "EADDRINUSE" ? `Port ${port} is in use. Set PORT to another one.` : `Port ${port} cannot be opened: ${error.message}.`)),
    );
    server.listen(port, process.env.HOST || "127.0.0.1", () => server.close(done));
  });
}

/** Runs a program quietly with a line that counts the seconds; its output is shown when it fails. */
function step(words, program, args, env = process.env) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const log = openSync(logFile, "w");
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  const tty = process.stderr.isTTY;
  process.stderr.write(tty ? words : `${words} ...\n`);
  const timer = setInterval(() => process.stderr.write(tty ? `\r${words} ... ${seconds()} s` : `  still at it: ${seconds()} s\n`), tty ? 1000 : 20_000);
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", log, log] });
    child.on("error", fail);
    child.on("exit", (code) => {
      clearInterval(timer);
      closeSync(log);
      process.stderr.write(`${tty ? "\r" : ""}${words}: ${code === 0 ? "done" : "failed"} after ${seconds()} s.\n`);
      if (code === 0) return done();
      process.stderr.write(`${readFileSync(logFile, "utf8").slice(-6000)}\n`);
      fail(new SetupError(`${words} failed; the lines above say why.`));
    });
  });
}

function environmentWithoutNodeEnv() {
  const { NODE_ENV: _left, ...environment } = process.env;
  return environment;
}

async function install() {
  const lock = readFileSync(join(root, "package-lock.json"));
  const wanted = hashOf(lock, process.versions.modules, process.platform, process.arch);
  if (existsSync(installStamp) && readFileSync(installStamp, "utf8") === wanted) return;
  checkCompiler();
  const npm = process.env.npm_execpath;
  const [program, first] = npm && npm.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  await step("Installing packages (about three minutes the first time)", program, [...first, "ci", "--include=dev", "--no-audit", "--no-fund"], environmentWithoutNodeEnv());
  writeFileSync(installStamp, wanted);
}

const BUILD_INPUTS = ["app", "db", "public", "package-lock.json", "package.json", "remix.config.js", "vite.config.ts", "server.ts", "config.ts"];

function buildInputsHash() {
  const hash = createHash("sha256").update(process.versions.modules);
  const add = (path) => {
    const facts = statSync(path);
    if (facts.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else if (!/\.test\.tsx?$/.test(path)) hash.update(path.slice(root.length)).update(readFileSync(path));
  };
  for (const name of BUILD_INPUTS) if (existsSync(join(root, name))) add(join(root, name));
  return hash.digest("hex");
}

async function buildWhenChanged() {
  const wanted = buildInputsHash();
  if (existsSync(buildStamp) && readFileSync(buildStamp, "utf8") === wanted) return;
  await step("Building the application (about half a minute)", process.execPath, ["db/build.js"], environmentWithoutNodeEnv());
  writeFileSync(buildStamp, wanted);
}

/** Two set-ups at once wait for each other; a lock whose process is gone is taken over. */
async function withLock(work) {
  const lock = join(root, ".setup-lock");
  for (let told = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw new SetupError(`This folder cannot be written: ${error.message}.`);
      if (isStale(lock)) rmSync(lock, { force: true });
      else {
        if (!told) process.stderr.write("Another set-up is running in this folder; waiting for it ...\n");
        told = true;
        await new Promise((done) => setTimeout(done, 500));
      }
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isStale(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > LOCK_STALE_MS) return true;
    process.kill(Number(readFileSync(lock, "utf8")), 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH" || error.code === "ENOENT";
  }
}

function exam(...words) {
  const args = [join(modules, "tsx", "dist", "cli.mjs"), "app/cli/exam.ts", ...words];
  return spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, INIT_CWD: process.env.INIT_CWD ?? process.cwd() } }).status;
}

function prepareData() {
  for (const words of [["migrate"], ["seed", "--demo"]]) {
    if (exam(...words) !== 0) throw new SetupError(`"npm run exam -- ${words.join(" ")}" failed; the lines above say why.`);
  }
}

/** Installs and builds what is missing or has changed. */
export async function setUp() {
  checkNode();
  await withLock(async () => {
    await install();
    await buildWhenChanged();
  });
}

async function main(verb) {
  checkNode();
  if (verb !== "test") {
    await checkPort();
    checkDataDir();
  }
  await setUp();
  if (verb !== "test") prepareData();
  if (verb === "dev") spawn(process.execPath, ["--import", "tsx", "server.ts", "--dev"], { cwd: root, stdio: "inherit" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv[2] ?? "start").catch((error) => {
    process.stderr.write(`${error.name === "SetupError" ? error.message : error.stack}\n`);
    process.exit(1);
  });
}
