// A browser in the middle of an exam may still ask for a file of the build it began with. So a build keeps the hashed
// files of the builds before it, a few generations deep. Remix empties its folder at every build; the files wait outside.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const BUILDS_KEPT = 3;

/** @typedef {{ id: string, files: string[] }} BuildFiles the assets that one build brought, by path in their folder */

/**
 * Puts the assets that are served now aside. What an earlier build that failed had put aside stays there as well.
 * @param {string} assets
 * @param {string} aside
 */
export function putAside(assets, aside) {
  if (existsSync(assets)) cpSync(assets, aside, { recursive: true });
}

/**
 * Brings the files of the newest builds back beside those of this one and forgets older ones.
 * @param {{ assets: string, aside: string, listFile: string, id: string }} places `listFile` outlives the build folder
 */
export function bringBack({ assets, aside, listFile, id }) {
  const files = filesBelow(assets);
  const before = readList(listFile).filter((build) => build.id !== id);
  const builds = [{ id, files }, ...before].slice(0, BUILDS_KEPT + 1);
  const own = new Set(files);
  for (const file of new Set(builds.slice(1).flatMap((build) => build.files))) {
    if (own.has(file) || !existsSync(join(aside, file))) continue;
    mkdirSync(dirname(join(assets, file)), { recursive: true });
    cpSync(join(aside, file), join(assets, file));
  }
  mkdirSync(dirname(listFile), { recursive: true });
  writeFileSync(listFile, `${JSON.stringify(builds, null, 1)}\n`);
  rmSync(aside, { recursive: true, force: true });
}

/** @returns {BuildFiles[]} newest first */
function readList(listFile) {
  try {
    return JSON.parse(readFileSync(listFile, "utf8"));
  } catch {
    return [];
  }
}

/**
 * Files below a folder, as sorted paths relative to it with forward slashes.
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)).map((inner) => `${entry.name}/${inner}`) : [entry.name]))
    .sort();
}
