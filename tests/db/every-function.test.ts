import { describe, expect, it } from "vitest";
import { functionsOf, valuesUsed } from "./support/values-used.ts";

describe("every function of db/", () => {
  it("is called by a test that runs on both databases", async () => {
    const { all, untested } = await functionsOf("db", { room: "#db/", tests: ["tests/db", "tests/usecases"], rooms: false });
    expect(all.length).toBeGreaterThan(100);
    expect(untested).toEqual([]);
  });

  it.each([
    ["a type", 'import type { findPerson } from "#db/people.ts"; let a: typeof findPerson;'],
    ["a type among values", 'import { type findPerson } from "#db/people.ts"; findPerson();'],
    ["the type of a value", 'import { findPerson } from "#db/people.ts"; let a: typeof findPerson;'],
    ["an import that is not used", 'import { findPerson } from "#db/people.ts";'],
    ["a comment", 'import { findPerson } from "#db/people.ts"; // findPerson(db)'],
    ["a sentence", 'import { findPerson } from "#db/people.ts"; it("tests findPerson");'],
    ["a member of the same name", 'import { findPerson } from "#db/people.ts"; other.findPerson({ findPerson: 1 });'],
    ["a function of a use case", 'import { findPerson } from "#app/usecases/find-person.ts"; findPerson();'],
  ])("is not called by %s", (_what, text) => {
    expect(valuesUsed(text, "#db/")).toEqual([]);
  });

  it.each([
    ["a call", 'import { findPerson } from "#db/people.ts"; await findPerson(db);'],
    ["a call under another name", 'import { findPerson as find } from "#db/people.ts"; find(db);'],
    ["being handed on", 'import { findPerson } from "#db/people.ts"; list.map(findPerson);'],
  ])("is called by %s", (_what, text) => {
    expect(valuesUsed(text, "#db/")).toEqual([{ module: "people.ts", name: "findPerson" }]);
  });
});
