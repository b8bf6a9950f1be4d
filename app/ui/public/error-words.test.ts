import { expect, test } from "vitest";
import { errorWords, factsOf, type ErrorFacts } from "./error-words.ts";

const candidate = { name: "Elena Marchetti", roles: ["candidate"], candidate: true };
const office = { name: "Katrin Hofstätter", roles: ["office"], candidate: false };
const told = (facts: Partial<ErrorFacts>, visitor: Parameters<typeof errorWords>[1]) => errorWords({ status: 403, sentence: null, audience: null, ...facts }, visitor);

test("a candidate at a page of staff is told that it is not for candidates, and led to their exams", () => {
  expect(told({ audience: ["board"] }, candidate)).toMatchObject({ title: "This page is not for candidates", links: [{ href: "/my", words: "My exams" }] });
});

test("staff are told which role a page needs and which they have, and led to their own room", () => {
  const words = told({ audience: ["author", "board"] }, office);
  expect(words.text).toBe("It is for: author, board. You are signed in as Katrin Hofstätter (office).");
  expect(words.links.map(({ href }) => href)).toEqual(["/staff"]);
  expect(told({ audience: ["candidate"] }, office).title).toBe("This page is for candidates");
});

test("nobody signed in is asked to sign in", () => {
  for (const facts of [{ audience: ["board"] }, { status: 404 }]) {
    expect(told(facts, null).links.map(({ href }) => href)).toEqual(["/staff/sign-in", "/", "/sign-in"]);
  }
});

test("every visitor is told that there is no such page, or what a refusal says is missing", () => {
  for (const visitor of [null, candidate, office]) {
    expect(told({ status: 404 }, visitor).title).toBe("There is no such page");
    expect(told({ status: 404, sentence: "There is no such sitting." }, visitor).title).toBe("There is no such sitting");
  }
});

test("a fault says nothing of itself, and that the answers are safe", () => {
  expect(told({ status: 500 }, candidate)).toMatchObject({ title: "This did not work", text: expect.stringContaining("your answers are safe") });
});

test("of an answer the sentence of a refusal is told and whom a page is for, but no bare word and nothing of a fault", () => {
  expect(factsOf({ status: 404, data: "There is no such sitting." })).toEqual({ status: 404, sentence: "There is no such sitting.", audience: null });
  expect(factsOf({ status: 404, data: "not-found" })).toEqual({ status: 404, sentence: null, audience: null });
  expect(factsOf({ status: 403, data: { audience: ["candidate"] } })).toEqual({ status: 403, sentence: null, audience: ["candidate"] });
  expect(factsOf({ status: 500, data: null })).toEqual({ status: 500, sentence: null, audience: null });
});
