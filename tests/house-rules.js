// Rules of the house that are about the text of a file; who imports whom is in .dependency-cruiser.cjs.

const LONGEST_FILE = 400;
const TEST = /\.(test|spec)\.tsx?$/;

/** Each rule: where it holds, what it must not find, and what to say. Comments are not looked at. */
const FORBIDDEN = [
  { where: /^app\/exam\//, what: /\bDate\.now\s*\(|\bnew Date\(\s*\)|\bperformance\.now\s*\(/, why: "asks the clock; time is an argument of a rule" },
  { where: /^app\/exam\//, what: /\bMath\.random\s*\(|\bcrypto\.(randomUUID|getRandomValues)\s*\(/, why: "asks chance; randomness is an argument of a rule" },
  { where: /^(app|db)\/(?!viewer\/|player\/|setup\/|(setup|build)\.js$)/, what: /\bimport\.meta\.url\b/, why: "finds files by import.meta.url, which is another place once it is bundled" },
  { where: /^(app|db|question-bank)\//, what: /\binstanceof (?!(Type|Range|Syntax|Reference)?Error\b)\w+Error\b/, why: "recognises a fault by instanceof; compare error.name" },
  { where: /^(app|db|question-bank)\//, what: /@ts-(ignore|nocheck)|(eslint|oxlint)-disable/, why: "switches a check off", inComments: true },
  { where: /^(app|db)\/(?!exam\/text\/)(.*\/)?(utils|helpers|common|services|managers)\//, what: /^/, why: "stands in a folder that says nothing: find it a home" },
];

/**
 * What is wrong with a file, as sentences.
 * @param {string} path relative to the root, forward slashes
 * @param {string} text
 * @returns {string[]}
 */
export function faultsOf(path, text) {
  const faults = [];
  const isTest = TEST.test(path);
  if (/^\s*(it|test|describe)(\.\w+)*\.only\b/m.test(text) && isTest) faults.push(`${path} runs only a part of its tests.`);
  if (isTest) return faults;
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (lines > LONGEST_FILE) faults.push(`${path} has ${lines} lines; more than ${LONGEST_FILE} are two things.`);
  const code = withoutComments(text);
  for (const { where, what, why, inComments } of FORBIDDEN) if (where.test(path) && what.test(inComments ? text : code)) faults.push(`${path} ${why}.`);
  if (path !== "app/viewer/index.ts" && /\/index\.tsx?$/.test(path) && isBarrel(code)) faults.push(`${path} only hands on what other files export.`);
  return faults;
}

/** Good enough for these rules: a comment mark inside a string hides the rest of that string only. */
function withoutComments(text) {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
}

function isBarrel(code) {
  const statements = code.split(";").map((part) => part.trim()).filter((part) => part !== "");
  return statements.length > 0 && statements.every((part) => /^export (type )?(\*|\{[^}]*\})( as \w+)? from /.test(part));
}

/** The lock file carries no addresses, so that an installation asks the registry that the machine is set to. */
export function faultsOfLock(text) {
  return text.includes('"resolved"') ? ["package-lock.json carries download addresses."] : [];
}
