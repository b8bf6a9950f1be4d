// Whether the build is of the files that stand here: compared by content, so that a checkout or a copy of the folder
// does not build again without need.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const INPUTS = ["app", "db", "public", "package-lock.json", "package.json", "remix.config.js", "vite.config.ts", "tsconfig.json", "server.ts", "config.ts", "question-bank"];
/** The items and their data are read when they are imported; only the programs of the sample bank are built. */
const READ_LATER = /^question-bank\/.*(?<!\.ts)$/;
const STAMP = join("build", ".exam-build-stamp");

/** @param {string} root */
export function stampFile(root) {
  return join(root, STAMP);
}

/** @param {string} root */
export function isBuilt(root) {
  const stamp = stampFile(root);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === inputsHash(root);
}

/**
 * SHA-256 (hex) over names and contents of everything that the build reads, tests left out.
 * @param {string} root
 */
export function inputsHash(root) {
  const hash = createHash("sha256").update(process.versions.modules);
  const add = (name) => {
    const path = join(root, name);
    if (statSync(path).isDirectory()) for (const inner of readdirSync(path).sort()) add(`${name}/${inner}`);
    else if (!/\.test\.tsx?$/.test(name) && !READ_LATER.test(name)) {
      const content = readFileSync(path);
      hash.update(`${name}\0${content.length}\0`).update(content);
    }
  };
  for (const name of INPUTS) if (existsSync(join(root, name))) add(name);
  return hash.digest("hex");
}
