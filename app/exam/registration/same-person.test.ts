import { expect, test } from "vitest";
import { decideIdentity, foldName, staffRoles, type KnownPerson } from "./same-person.ts";

const anna: KnownPerson = { id: "anna", name: "Anna Hofstätter", email: "anna@example.org" };
const second: KnownPerson = { id: "second", name: "anna  HOFSTÄTTER", email: null };
const known = [anna, second, { id: "bruno", name: "Bruno", email: "bruno@example.org" }];
const unanswered = { samePerson: null, differentFrom: [] };

test("an address and a name that nobody has make a new person", () => {
  expect(decideIdentity({ name: "Carla", email: "carla@example.org" }, known, unanswered)).toEqual({ ok: true, personId: null });
  expect(decideIdentity({ name: "Carla", email: null }, known, unanswered)).toEqual({ ok: true, personId: null });
});

test("a known address asks whose it is, whatever name is given, and only its owner is an answer", () => {
  const asked = { name: "Somebody Else", email: "anna@example.org" };
  expect(decideIdentity(asked, known, unanswered)).toEqual({ ok: false, reason: "email-known", people: [anna] });
  expect(decideIdentity(asked, known, { samePerson: "bruno", differentFrom: ["anna"] })).toMatchObject({ reason: "email-known" });
  expect(decideIdentity(asked, known, { samePerson: "anna", differentFrom: [] })).toEqual({ ok: true, personId: "anna" });
});

test("a known name asks about every namesake, and either answer counts", () => {
  const asked = { name: "Anna Hofstätter", email: "other@example.org" };
  expect(decideIdentity(asked, known, unanswered)).toEqual({ ok: false, reason: "name-known", people: [anna, second] });
  expect(decideIdentity(asked, known, { samePerson: "second", differentFrom: [] })).toEqual({ ok: true, personId: "second" });
  expect(decideIdentity(asked, known, { samePerson: null, differentFrom: ["anna", "second"] })).toEqual({ ok: true, personId: null });
});

test("an answer does not cover a namesake it does not name, nor attach a person with another name", () => {
  const asked = { name: "Anna Hofstätter", email: null };
  expect(decideIdentity(asked, known, { samePerson: null, differentFrom: ["anna"] })).toMatchObject({ reason: "name-known" });
  expect(decideIdentity(asked, known, { samePerson: "bruno", differentFrom: [] })).toMatchObject({ reason: "name-known" });
});

test("a candidate is no staff, whoever has another role is", () => {
  expect(staffRoles(["candidate"])).toEqual([]);
  expect(staffRoles(["candidate", "proctor", "reviewer"])).toEqual(["proctor", "reviewer"]);
});

test("names are the same without case and spaces, however their accents are written", () => {
  expect(foldName(" Anna\u00a0 HOFSTA\u0308TTER ")).toBe(foldName("anna hofstätter"));
  expect(foldName("Anna")).not.toBe(foldName("Anne"));
});
