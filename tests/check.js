// npm run check: types, lint, import rules, sizes and unit tests, two at a time.
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const LONGEST_FILE = 400;
const bin = (name) => join(root, "node_modules", ".bin", name);

function step(name, program, args) {
  const begun = Date.now();
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: root, env: { ...process.env, FORCE_COLOR: "0" } });
    let output = "";
    child.stdout.on("data", (part) => (output += part));
    child.stderr.on("data", (part) => (output += part));
    child.on("error", (error) => finish(1, String(error)));
    child.on("exit", (code) => finish(code ?? 1, ""));
    function finish(code, more) {
      const seconds = ((Date.now() - begun) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)\n`);
      if (code !== 0) process.stdout.write(`${output}${more}\n`);
      done(code === 0);
    }
  });
}

function sizesAndLock() {
  const problems = [];
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "app", "db", "question-bank", "server.ts", "config.ts", "tests"], { cwd: root, encoding: "utf8" });
  for (const file of files.split("\n").filter((name) => /\.(ts|tsx|js)$/.test(name))) {
    let text;
    try {
      text = readFileSync(join(root, file), "utf8");
    } catch {
      continue;
    }
    const lines = text.split("\n").length - 1;
    if (lines > LONGEST_FILE && !/\.test\.tsx?$/.test(file)) problems.push(`${file} has ${lines} lines; ${LONGEST_FILE} are the limit`);
    if (/\b(it|test|describe)\.only\(/.test(text)) problems.push(`${file} runs only a part of its tests`);
  }
  if (readFileSync(join(root, "package-lock.json"), "utf8").includes('"resolved"')) problems.push("package-lock.json carries download addresses");
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(`${problems.length === 0 ? "ok  " : "FAIL"} sizes and lock\n`);
  return problems.length === 0;
}

const results = [sizesAndLock()];
results.push(
  ...(await Promise.all([
    (async () => (await step("types", bin("tsc"), ["--noEmit", "-p", "."])) && (await step("lint", bin("oxlint"), ["--deny-warnings"])))(),
    (async () =>
      (await step("unit tests", bin("vitest"), ["run", "app", "db", "question-bank", "config.test.ts", "--reporter=dot"])) &&
      (await step("import rules", bin("depcruise"), ["app", "db", "question-bank", "server.ts", "config.ts", "--config", ".dependency-cruiser.cjs", "--output-type", "err"])))(),
  ])),
);
process.exit(results.every(Boolean) ? 0 : 1);
