// Long work with a line that says what it is and how many seconds it has taken.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SetupError } from "./fault.js";

const TAIL_LINES = 40;

/**
 * The environment without what npm and the build must not inherit from whoever called.
 * @param {Record<string, string | undefined>} environment
 */
export function cleanEnvironment(environment = process.env) {
  const { NODE_ENV: _mode, npm_config_omit: _omit, npm_config_production: _production, npm_config_dry_run: _dry, ...rest } = environment;
  return rest;
}

/**
 * Runs a program quietly; its output goes to a log whose last lines are shown when it fails.
 * @param {string} words what is being done, as the person reads it
 * @param {string} program
 * @param {string[]} args
 * @param {{ root: string, logName: string }} place
 */
export function step(words, program, args, { root, logName }) {
  const logFile = join(root, ".cache", `${logName}.log`);
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "w");
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  const tty = process.stderr.isTTY;
  const say = (text) => process.stderr.write(text);
  say(tty ? words : `${words} ...\n`);
  const ticking = setInterval(() => say(tty ? `\r${words} ... ${seconds()} s` : `${words} ... ${seconds()} s\n`), tty ? 1000 : 15_000);
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: root, env: cleanEnvironment(), stdio: ["ignore", log, log], shell: process.platform === "win32" && program === "npm" });
    const end = () => child.kill("SIGTERM");
    process.once("exit", end);
    const finish = (sentence) => {
      clearInterval(ticking);
      process.off("exit", end);
      closeSync(log);
      say(`${tty ? "\r" : ""}${words}: ${sentence === null ? "done" : "failed"} after ${seconds()} s.\n`);
      if (sentence === null) return done(undefined);
      say(`${readFileSync(logFile, "utf8").split("\n").slice(-TAIL_LINES).join("\n")}\n`);
      fail(new SetupError(sentence));
    };
    child.once("error", (error) => finish(`${program} could not be run (${error.code ?? error.message}).`));
    child.once("exit", (code) => finish(code === 0 ? null : `${words} failed; the lines above and ${logFile} say why.`));
  });
}
