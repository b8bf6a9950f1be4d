import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const text = readFileSync("docs/where-to.md", "utf8");
const questions = text.split(/^## /m).slice(1);
const namesIn = (part: string) => [...part.matchAll(/`([\w.@/-]+\.(?:tsx?|js|json|md))`/g)].map(([, name]) => name!);
/** Names without a folder stand beside the file that was named before them, in its line. */
const filesOf = (question: string) =>
  question.split("\n").flatMap((line) => {
    const names = namesIn(line);
    return names.map((name) => (name.includes("/") || existsSync(name) ? name : join(dirname(names.find((one) => one.includes("/")) ?? ""), name)));
  });

it("docs/where-to.md answers each question in at most four files, and every file it names is there", () => {
  expect(questions.length).toBeGreaterThanOrEqual(6);
  for (const question of questions) {
    const [title] = question.split("\n");
    const steps = question.split("\n").filter((line) => /^\d\. /.test(line));
    expect([title, steps.length]).toEqual([title, 4]);
    expect([title, filesOf(question).length]).toEqual([title, 4]);
    expect([title, filesOf(question).filter((file) => !existsSync(file))]).toEqual([title, []]);
  }
});

it("decisions are numbered without gaps, and each says why", () => {
  const decisions = readdirSync("docs/decisions").sort();
  expect(decisions.map((name) => Number(name.slice(0, 4)))).toEqual(decisions.map((_, index) => index + 1));
  for (const name of decisions) expect(readFileSync(join("docs/decisions", name), "utf8")).toMatch(/\*\*Context\.\*\*[\s\S]*\*\*Decision\.\*\*/);
});
