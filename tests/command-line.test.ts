import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleCommandLine } from "../db/setup/bundle.js";
import { inputsHash } from "../db/setup/inputs.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Notes every file that Node loads, packages of both kinds as well, as a line of the file in LOADED. */
const WITNESS = `
import { appendFileSync } from "node:fs";
import { Module, register } from "node:module";
register("data:text/javascript," + encodeURIComponent(\`
  import { appendFileSync } from "node:fs";
  export async function load(url, context, next) {
    if (!url.startsWith("node:")) appendFileSync(\${JSON.stringify(process.env.LOADED)}, url + "\\\\n");
    return next(url, context);
  }\`));
const load = Module._load;
Module._load = function (request, ...rest) {
  if (!Module.isBuiltin(request)) appendFileSync(process.env.LOADED, request + "\\n");
  return load.call(this, request, ...rest);
};
`;

describe("the command line as it is built", () => {
  let folder: string;
  beforeAll(async () => {
    // Below the root, so that its packages are found as from build/.
    mkdirSync(join(root, ".cache"), { recursive: true });
    folder = mkdtempSync(join(root, ".cache", "command-line-"));
    writeFileSync(join(folder, "witness.mjs"), WITNESS);
    await bundleCommandLine(root, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it and tells which files were loaded, without their folder. */
  function exam(...words: string[]) {
    const list = join(folder, "loaded");
    writeFileSync(list, "");
    const env = { ...process.env, LOADED: list, INIT_CWD: folder, DATA_DIR: join(folder, "data") };
    const done = spawnSync(process.execPath, ["--import", join(folder, "witness.mjs"), join(folder, "exam.js"), ...words], { cwd: root, encoding: "utf8", env });
    const loaded = readFileSync(list, "utf8").split("\n").filter((line) => line !== "");
    return { ...done, loaded: loaded.map((url) => url.replace(/^.*\/(command-line-\w+|node_modules)\//, "")) };
  }

  it.each(["--help", "", "bank --help", "no-such-command"])("says how it is called and loads nothing but itself: exam %s", (words) => {
    const { stdout, stderr, loaded } = exam(...words.split(" "));
    expect(stdout + stderr).toContain("bank import <zip or folder>...");
    expect(loaded).toEqual(["exam.js"]);
  });

  it("loads for a command what it needs, which the list above would show", () => {
    const { status, stderr, loaded } = exam("bank");
    expect({ status, stderr }).toEqual({ status: 2, stderr: "usage: bank import <zip or folder>... [--dry-run]\n" });
    expect(loaded.some((url) => url.startsWith("exam/bank-"))).toBe(true);
    expect(loaded.some((url) => url.startsWith("fast-xml-parser"))).toBe(true);
  });

  it("opens the database for a command that asks for it, and answers in JSON alone", () => {
    expect(exam("migrate", "--json")).toMatchObject({ status: 0, stderr: "" });
    const { status, stdout, stderr } = exam("audit", "verify", "--json");
    expect({ status, stderr, answer: JSON.parse(stdout) }).toMatchObject({ status: 0, stderr: "", answer: { ok: true, attempts: 0 } });
  });
});

describe("npm run exam", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "exam-launch-"));
    mkdirSync(join(folder, "app", "cli"), { recursive: true });
    mkdirSync(join(folder, "build"));
    cpSync(join(root, "db", "setup"), join(folder, "db", "setup"), { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const says = (what: string) => `process.stdout.write(\`${what} \${process.argv.slice(2).join(" ")} \${process.cwd() === ${JSON.stringify(folder)}}\`);\n`;
    writeFileSync(join(folder, "app", "cli", "exam.ts"), `const typed: boolean = true;\n${says("source")}void typed;\n`);
    writeFileSync(join(folder, "build", "exam.js"), says("build"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const launch = () => spawnSync(process.execPath, [join(folder, "db", "setup", "exam.js"), "a", "b"], { cwd: tmpdir(), encoding: "utf8" });

  it("says in a sentence that nothing is installed", () => {
    const { status, stdout, stderr } = launch();
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: "The packages are not installed yet: run npm start, or npm ci and npm run build.\n" });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
  });

  it("takes the source where there is no build of it", () => {
    expect(launch()).toMatchObject({ status: 0, stdout: "source a b true", stderr: "" });
    writeFileSync(join(folder, "build", ".exam-build-stamp"), "of other files");
    expect(launch()).toMatchObject({ status: 0, stdout: "source a b true", stderr: "" });
  });

  it("takes the build where it is of the files that stand here", () => {
    writeFileSync(join(folder, "build", ".exam-build-stamp"), inputsHash(folder));
    expect(launch()).toMatchObject({ status: 0, stdout: "build a b true", stderr: "" });
  });

  it("is the script of package.json", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
    expect(scripts.exam).toBe("node db/setup/exam.js");
  });
});
