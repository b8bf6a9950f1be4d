import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Sign-ins of the demonstration as `seed --demo --json` prints them. */
export type SignIns = {
  candidates: { name: string; sitting: string; candidateNumber: string; admissionCode: string }[];
  staff: { name: string; email: string; password: string; roles: string[] }[];
};

const INPUTS = ["app/cli", "app/dicom", "app/exam", "app/interchange", "app/pixels", "app/usecases", "db", "question-bank"];

function inputsHash(): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else if (!path.endsWith(".test.ts")) hash.update(path.slice(root.length)).update(readFileSync(path));
  };
  for (const input of INPUTS) add(join(root, input));
  return hash.digest("hex").slice(0, 16);
}

/** A folder with a migrated and seeded database, made once for each version of what it is made from. */
export function seededFolder(): string {
  const folder = join(root, ".cache", "seeded", inputsHash());
  if (existsSync(join(folder, "sign-ins.json"))) return folder;
  const fresh = `${folder}.${process.pid}`;
  rmSync(dirname(folder), { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  exam(fresh, "migrate");
  const printed = exam(fresh, "seed", "--demo", "--json");
  writeFileSync(join(fresh, "sign-ins.json"), printed);
  if (!existsSync(folder)) renameSync(fresh, folder);
  return folder;
}

/** Copies the seeded folder, so that each test server has a database of its own. */
export function copySeeded(to: string): SignIns {
  const from = seededFolder();
  cpSync(from, to, { recursive: true });
  return JSON.parse(readFileSync(join(to, "sign-ins.json"), "utf8")).signIns as SignIns;
}

/** Runs the command line on a data folder and gives what it printed. Throws with its words when it fails. */
export function exam(dataDir: string, ...words: string[]): string {
  const args = [join(root, "db", "setup", "exam.js"), ...words];
  const done = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env: { ...process.env, DATA_DIR: dataDir }, maxBuffer: 64 * 1024 * 1024 });
  if (done.status !== 0) throw new Error(`exam ${words.join(" ")} ended with ${done.status}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}
