import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readSeedFile, type Seed } from "./seed-file.ts";

const text = readFileSync("question-bank/seed.json", "utf8");
const changed = (change: (seed: Seed) => void) => {
  const seed = JSON.parse(text) as Seed;
  change(seed);
  const read = readSeedFile(seed);
  return read.ok ? [] : read.details;
};

describe("the seed file", () => {
  test("of the repository is one, with the demo's people, form and sittings", () => {
    const read = readSeedFile(JSON.parse(text));
    if (!read.ok) throw new Error(read.details.join("; "));
    const { people, forms, sittings } = read.seed;
    expect(new Set(people.flatMap(({ roles }) => roles)).size).toBe(8);
    expect(people.filter(({ roles }) => roles.includes("board"))).toHaveLength(2);
    expect(people.every(({ email }) => email.endsWith("@demo.example"))).toBe(true);
    expect(forms).toMatchObject([{ limitSeconds: 1800, passMark: { correct: 8, label: "Sample value, set by the board" } }]);
    expect(sittings).toMatchObject([
      { kind: "practice", admission: "automatic", release: "at-once", closesAfterDays: null },
      { kind: "exam", title: "European CMR Exam, demonstration sitting", release: "two-board-members", timeZone: "Europe/Brussels", opensAfterMinutes: 0 },
    ]);
  });

  test("is refused with the place of the fault", () => {
    expect(readSeedFile(null).ok).toBe(false);
    expect(changed((seed) => seed.sittings[0]!.registered.push("office")).join()).toMatch(/office is no candidate/);
    expect(changed((seed) => (seed.sittings[0]!.form = "none")).join()).toMatch(/no form none/);
    expect(changed((seed) => seed.forms[0]!.items.pop()).join()).toMatch(/positions 1 to 11/);
    expect(changed((seed) => (seed.forms[0]!.passMark.correct = 13)).join()).toMatch(/pass mark/);
    expect(changed((seed) => (seed.people[0]!.key = "author")).join()).toMatch(/author stands there twice/);
    expect(changed((seed) => (seed.sittings[0]!.timeZone = "Europe/Nowhere")).join()).toMatch(/sittings\.0\.timeZone/);
    expect(changed((seed) => Object.assign(seed, { extra: 1 })).join()).toMatch(/extra/);
  });
});
