// Makes a fresh clone ready to run. Node built-ins only: this runs before anything is installed.
// usage: node db/setup.js start | dev | test
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError } from "./setup/fault.js";
import { isBuilt } from "./setup/inputs.js";
import { install } from "./setup/install.js";
import { withLock } from "./setup/lock.js";
import { dataDirProblem, nodeProblem, portProblem } from "./setup/machine.js";
import { step } from "./setup/step.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const callersFolder = process.env.INIT_CWD ?? process.cwd();
const tell = (sentence) => process.stderr.write(`${sentence}\n`);

function mustBe(problem) {
  if (problem !== null) throw new SetupError(problem);
}

/** Runs a program of this folder with its output shown; answers its exit code. */
function show(args) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...process.env, INIT_CWD: callersFolder } });
    const end = () => child.kill("SIGTERM");
    process.once("exit", end);
    child.once("error", fail);
    child.once("exit", (code) => {
      process.off("exit", end);
      done(code ?? 1);
    });
  });
}

async function prepareData() {
  for (const words of [["migrate"], ["seed", "--demo"]]) {
    const code = await show(["db/setup/exam.js", ...words]);
    // The command has said its sentence.
    if (code !== 0) process.exit(1);
  }
}

async function prepare({ build, data }) {
  mustBe(nodeProblem(process.versions.node));
  const work = async () => {
    await install(root);
    if (build && !isBuilt(root)) await step("Building (about half a minute)", process.execPath, ["db/build.js"], { root, logName: "build" });
    if (data) await prepareData();
  };
  await withLock(join(root, ".cache", "setup.lock"), work, tell);
}

/** Installs the packages when they are not those of the lock file. */
export async function setUpPackages() {
  await prepare({ build: false, data: false });
}

/** Installs and builds what is missing or has changed. */
export async function setUp() {
  await prepare({ build: true, data: false });
}

async function main(verb) {
  if (!["start", "dev", "test"].includes(verb)) throw new SetupError(`"${verb}" is not known: node db/setup.js start | dev | test.`);
  mustBe(nodeProblem(process.versions.node));
  if (verb === "test") return setUp();
  const port = () => portProblem(process.env.PORT, process.env.HOST || "127.0.0.1");
  mustBe(await port());
  mustBe(dataDirProblem(resolve(callersFolder, process.env.DATA_DIR || "data")));
  await prepare({ build: verb === "start", data: true });
  // Another start may have waited for the same lock and taken the port meanwhile.
  mustBe(await port());
  if (verb === "dev") process.exitCode = await show(["--import", "tsx", "server.ts", "--dev"]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]]) process.once(signal, () => process.exit(code));
  main(process.argv[2] ?? "start").catch((error) => {
    tell(error.name === "SetupError" ? error.message : error.stack);
    process.exit(1);
  });
}
