import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const files = (folder: string) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
const isSource = (path: string) => /\.tsx?$/.test(path) && !path.includes(".test.");
const sources = new Map(files("app").filter(isSource).map((path) => [path, readFileSync(path, "utf8")]));

/** The files that a source file imports, as paths from the root. */
function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import) "(#app\/|\.{1,2}\/)([^"]+)"/g)].map(([, where = "", rest = ""]) => (where === "#app/" ? join("app", rest) : normalize(join(dirname(path), where, rest))));
}

/** Sources that can speak with a catalogue: those that import it, and those that import one of these. */
function speakersOf(catalogue: string): string[] {
  const importing = (targets: readonly string[]) => [...sources].filter(([path, text]) => importsOf(path, text).some((one) => targets.includes(one))).map(([path]) => path);
  const direct = importing([catalogue]);
  return [...new Set([...direct, ...importing(direct)])];
}

/** Whether a text names the key: as a whole, or as the beginning or the end of one that is put together, as `beginning-${...}`. */
function isNamed(key: string, text: string): boolean {
  if (text.includes(`"${key}"`)) return true;
  const parts = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, part = ""]) => part);
  return parts(/`([a-z]+-[a-z-]*)\$\{/g).some((beginning) => key.startsWith(beginning)) || parts(/`\$\{\w+\}(-[a-z-]+)`/g).some((end) => key.endsWith(end));
}

const isFlat = (read: unknown) => !Array.isArray(read) && Object.values(read as object).every((one) => typeof one === "string");
const catalogues = [...files("app/exam/text"), ...files("app/ui/words"), "app/viewer/words.json"].filter((path) => path.endsWith(".json"));
const flat = catalogues.filter((path) => isFlat(JSON.parse(readFileSync(path, "utf8"))));

test.each(flat)("every sentence of %s is said somewhere", (catalogue) => {
  // A refusal is named where it is decided, far from where its sentence is said.
  const speakers = catalogue.endsWith("refusals.en.json") ? [...sources.keys()] : speakersOf(catalogue);
  const text = speakers.map((path) => sources.get(path)).join("\n");
  const keys = Object.keys(JSON.parse(readFileSync(catalogue, "utf8")) as object);
  expect(keys.filter((key) => !isNamed(key, text))).toEqual([]);
});
