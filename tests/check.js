// npm run check: types, lint, rules of the house, unit tests and those on both databases, two programs at a time.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUpPackages } from "../db/setup.js";
import { faultsOf, faultsOfLock } from "./house-rules.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const AT_ONCE = 2;
const LOOKED_AT = ["app", "db", "question-bank", "server.ts", "config.ts"];
const present = (names) => names.filter((name) => existsSync(join(root, name)));
const ownTests = readdirSync(join(root, "tests")).filter((name) => name.endsWith(".test.ts")).map((name) => `tests/${name}`);
const program = (...path) => join(root, "node_modules", ...path);

/** Longest first, so that none of the two ends alone. */
const STEPS = [
  ["tests", [program("vitest", "vitest.mjs"), "run", ...present(["app", "db", "question-bank", "config.test.ts", "tests/db", "tests/usecases", "tests/player", "tests/web"]), ...ownTests, "--reporter=dot"]],
  ["types", [program("typescript", "bin", "tsc"), "--noEmit", "-p", "."]],
  ["import rules", [program("dependency-cruiser", "bin", "dependency-cruise.mjs"), ...present(LOOKED_AT), "--config", ".dependency-cruiser.cjs", "--output-type", "err"]],
  ["lint", [program("oxlint", "bin", "oxlint"), "--deny-warnings"]],
];

const seconds = (begun) => ((performance.now() - begun) / 1000).toFixed(1);

function say(ok, name, begun, output) {
  process.stdout.write(`${ok ? "ok  " : "FAIL"} ${name} (${seconds(begun)} s)\n${ok ? "" : `${output}\n`}`);
  return ok;
}

function step([name, args]) {
  const begun = performance.now();
  const { NODE_ENV: _mode, DATABASE_URL: _database, DATA_DIR: _folder, ...env } = process.env;
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += part));
    child.once("error", (error) => done(say(false, name, begun, String(error))));
    child.once("close", (code) => done(say(code === 0, name, begun, output)));
  });
}

function houseRules() {
  const begun = performance.now();
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", ...present([...LOOKED_AT, "tests"])], { cwd: root, encoding: "utf8" });
  const files = listed.split("\n").filter((name) => /\.(ts|tsx|js|mjs)$/.test(name) && existsSync(join(root, name)));
  const faults = [...files.flatMap((file) => faultsOf(file, readFileSync(join(root, file), "utf8"))), ...faultsOfLock(readFileSync(join(root, "package-lock.json"), "utf8"))];
  return say(faults.length === 0, "sizes, names and lock", begun, faults.join("\n"));
}

try {
  await setUpPackages();
} catch (error) {
  process.stderr.write(`${error.name === "SetupError" ? error.message : error.stack}\n`);
  process.exit(1);
}
const begun = performance.now();
const results = [houseRules()];
const waiting = [...STEPS];
const worker = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await step(next));
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
const failed = results.filter((ok) => !ok).length;
process.stdout.write(`${results.length - failed} of ${results.length} checks passed in ${seconds(begun)} s\n`);
process.exit(failed === 0 ? 0 : 1);
