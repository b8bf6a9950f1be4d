// npm test: set-up, a browser, unit, database, web and browser tests; the last line counts them all.
// npm run test:long: the suites that take minutes.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUp } from "../db/setup.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const long = process.argv.includes("--long");
// What the caller serves with must not reach the tests.
for (const name of ["PORT", "DATA_DIR", "DATABASE_URL", "NODE_ENV", "HOST", "PUBLIC_URL", "SECRET_FILE", "LOG_LEVEL", "INIT_CWD"]) delete process.env[name];

const PLACES = [
  process.env.CMR_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

function browserThere() {
  return PLACES.find((place) => place && existsSync(place)) ?? null;
}

async function playwrightsOwn() {
  const { chromium } = await import("@playwright/test");
  const place = chromium.executablePath();
  return existsSync(place) ? place : null;
}

async function findBrowser() {
  const there = browserThere() ?? (await playwrightsOwn());
  if (there) return there;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    process.stderr.write("Installing Chromium (Debian package) ...\n");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update"], { stdio: "ignore", env });
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { stdio: "ignore", env });
  } else {
    process.stderr.write("Installing Playwright's Chromium ...\n");
    spawnSync(process.execPath, [join(root, "node_modules", "@playwright", "test", "cli.js"), "install", "chromium"], { stdio: "inherit" });
  }
  return browserThere() ?? (await playwrightsOwn());
}

function run(program, args, env = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } });
    child.on("exit", (code) => done(code ?? 1));
    child.on("error", () => done(1));
  });
}

const total = { passed: 0, failed: 0, skipped: 0 };
const notes = [];

function json(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

async function vitest(paths, env) {
  const report = join(root, "test-results", `vitest-${paths.join("-").replaceAll("/", "_") || "all"}.json`);
  rmSync(report, { force: true });
  const code = await run(join(root, "node_modules", ".bin", "vitest"), ["run", ...paths, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`], env);
  const result = json(report);
  if (!result) return countFault(`vitest ended with ${code} and no report`);
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests;
  total.skipped += result.numPendingTests + result.numTodoTests;
  for (const file of result.testResults) {
    for (const test of file.assertionResults) if (test.status === "pending" || test.status === "skipped") notes.push(`skipped: ${test.fullName}`);
  }
  if (code !== 0 && result.numFailedTests === 0) countFault("vitest failed outside of a test; its lines above say why");
}

async function playwright(project, browser) {
  const report = join(root, "test-results", `playwright-${project}.json`);
  rmSync(report, { force: true });
  const code = await run(join(root, "node_modules", ".bin", "playwright"), ["test", `--project=${project}`, "--reporter=line,json"], { PLAYWRIGHT_JSON_OUTPUT_FILE: report, CMR_CHROMIUM: browser });
  const result = json(report);
  if (!result) return countFault(`playwright ended with ${code} and no report`);
  total.passed += result.stats.expected;
  total.failed += result.stats.unexpected + result.stats.flaky;
  total.skipped += result.stats.skipped;
  if (result.stats.skipped > 0) notes.push(`skipped: ${result.stats.skipped} browser tests; their annotations say why`);
  if (code !== 0 && result.stats.unexpected === 0) countFault(`playwright failed outside of a test: ${JSON.stringify(result.errors?.map((error) => error.message) ?? [])}`);
}

function countFault(sentence) {
  total.failed += 1;
  process.stdout.write(`${sentence}\n`);
}

await setUp().catch((error) => {
  process.stderr.write(`${error.name === "SetupError" ? error.message : error.stack}\n`);
  process.exit(1);
});
mkdirSync(join(root, "test-results"), { recursive: true });
const browser = await findBrowser();
if (!browser) {
  process.stderr.write("No browser: install Chromium or Chrome, or set CMR_CHROMIUM to its path.\n");
  process.exit(1);
}
if (long) {
  await vitest(["tests/long"], { CMR_LONG: "1" });
  await playwright("long", browser);
} else {
  await vitest([], {});
  await playwright("stories", browser);
}
for (const note of notes) process.stdout.write(`${note}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}\n`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
