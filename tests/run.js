// npm test: set-up, a browser, unit, database, web and browser tests; the last line counts them all.
// npm run test:long: the suites that take minutes.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUp } from "../db/setup.js";
import { findOrInstallBrowser } from "./find-browser.js";
import { addPlaywright, addVitest, closingLines, emptyTally } from "./tally.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const long = process.argv.includes("--long");
// Against a run that hangs; how long a run should take is another matter (docs/roadmap.md).
const LIMIT_MS = 18 * 60_000;
const results = join(root, "test-results");

// What the caller serves with must not reach the tests, nor paths relative to the caller's folder.
const SERVING = ["PORT", "HOST", "PUBLIC_URL", "TRUST_PROXY", "DATA_DIR", "DATABASE_URL", "SECRET_FILE", "LOG_LEVEL", "METRICS_TOKEN", "NODE_ENV", "INIT_CWD"];
for (const name of SERVING) delete process.env[name];

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Runs a test program; one that hangs is ended with what it started and counts as failed. */
function run(args, env) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env }, detached: true });
    const end = () => {
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    };
    const limit = setTimeout(() => {
      process.stdout.write(`Ended after ${LIMIT_MS / 60_000} minutes.\n`);
      end();
    }, LIMIT_MS);
    process.once("exit", end);
    const finish = (code) => {
      clearTimeout(limit);
      process.off("exit", end);
      done(code ?? 1);
    };
    child.once("exit", finish);
    child.once("error", () => finish(1));
  });
}

function report(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

async function vitest(tally) {
  const file = join(results, "vitest.json");
  rmSync(file, { force: true });
  const args = [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--reporter=default", "--reporter=./tests/reporter.js", "--passWithNoTests"];
  const code = await run(args, { CMR_COUNT_FILE: file, ...(long ? { CMR_LONG: "1" } : {}) });
  addVitest(tally, report(file), code);
}

async function playwright(tally, browser) {
  const file = join(results, "playwright.json");
  rmSync(file, { force: true });
  const project = long ? "long" : "stories";
  const args = [join(root, "node_modules", "@playwright", "test", "cli.js"), "test", `--project=${project}`, "--reporter=line,json", "--pass-with-no-tests"];
  const code = await run(args, { PLAYWRIGHT_JSON_OUTPUT_FILE: file, CMR_CHROMIUM: browser });
  addPlaywright(tally, report(file), code);
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]]) process.once(signal, () => process.exit(code));
await setUp().catch((error) => stop(error.name === "SetupError" ? error.message : error.stack));
mkdirSync(results, { recursive: true });
const browser = await findOrInstallBrowser(root);
if (browser === null) stop("No browser was found and none could be installed: install Chromium or Chrome, or set CMR_CHROMIUM to its path.");
const tally = emptyTally();
await vitest(tally);
await playwright(tally, browser);
const { lines, ok } = closingLines(tally);
process.stdout.write(`\n${lines.join("\n")}\n`);
process.exit(ok ? 0 : 1);
