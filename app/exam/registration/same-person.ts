import type { Refusal } from "../refusal.ts";

export type KnownPerson = { id: string; name: string; email: string | null };

/** What the office has answered so far: nothing, that it is this person, or that it is none of these. */
export type IdentityAnswer = { samePerson: string | null; differentFrom: readonly string[] };

/** Asked before anybody is attached to a person who is known already; nothing is stored meanwhile. */
export type IdentityQuestion = Refusal & { reason: "email-known" | "name-known"; people: KnownPerson[] };

/**
 * Who is registered: a person who is known, or (`personId` null) a new one. An e-mail address belongs to one person, so
 * its owner is registered or nobody; a name may be shared, so a namesake may also be somebody else. An answer counts
 * only for the people it names: whoever has become known since is asked about.
 */
export function decideIdentity(
  asked: { name: string; email: string | null },
  known: readonly KnownPerson[],
  answer: IdentityAnswer,
): { ok: true; personId: string | null } | IdentityQuestion {
  const owner = asked.email === null ? undefined : known.find((person) => person.email === asked.email);
  if (owner) return owner.id === answer.samePerson ? { ok: true, personId: owner.id } : ask("email-known", [owner]);
  const namesakes = known.filter((person) => foldName(person.name) === foldName(asked.name));
  const chosen = namesakes.find((person) => person.id === answer.samePerson);
  if (chosen) return { ok: true, personId: chosen.id };
  if (namesakes.some((person) => !answer.differentFrom.includes(person.id))) return ask("name-known", namesakes);
  return { ok: true, personId: null };
}

function ask(reason: IdentityQuestion["reason"], people: KnownPerson[]): IdentityQuestion {
  return { ok: false, reason, people };
}

/** The roles that make a candidate one of the staff: a conflict the office must know of before it registers them. */
export function staffRoles(roles: readonly string[]): string[] {
  return roles.filter((role) => role !== "candidate");
}

/** A name without case and spaces, its accents in one form: what two spellings of one name have in common. */
export function foldName(name: string): string {
  return name.normalize("NFKC").toLowerCase().replaceAll(/\s/gu, "").normalize("NFC");
}
