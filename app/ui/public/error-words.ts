import everywhere from "#app/ui/words/everywhere.en.json" with { type: "json" };
import words from "#app/ui/words/site.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { Visitor } from "../design/page-frame.tsx";

const say = wordsOf({ ...everywhere, ...words });

export type ErrorFacts = {
  status: number;
  /** What a refusal says, where it was one. */
  sentence: string | null;
  /** Roles that may see the page (`candidate` for an admission code), where the visitor was turned away at its door. */
  audience: readonly string[] | null;
};

/** What the answer of a route says: a refusal's sentence, or who its page is for; of a fault only that it was one. */
export function factsOf({ status, data }: { status: number; data: unknown }): ErrorFacts {
  const audience = (data as { audience?: readonly string[] } | null)?.audience ?? null;
  return { status, sentence: typeof data === "string" && data.includes(" ") ? data : null, audience };
}

export type ErrorWords = { title: string; text: string; links: { href: string; words: string }[] };

/** What an error page says, and where it leads, to the one who sees it: a candidate, a member of staff, or nobody signed in. */
export function errorWords({ status, sentence, audience }: ErrorFacts, visitor: Visitor): ErrorWords {
  const links = linksFor(visitor);
  if (status === 403 && audience !== null) return { ...turnedAway(audience, visitor), links };
  if (status === 403 || status === 404) {
    const title = sentence?.replace(/\.$/, "") ?? say(status === 404 ? "error-not-found" : "error-forbidden");
    return { title, text: visitor?.candidate === false ? say("error-address") : say("error-help"), links };
  }
  return { title: say("error-title"), text: sentence === null ? say("error-help") : `${sentence} ${say("error-help")}`, links };
}

function turnedAway(audience: readonly string[], visitor: Visitor): { title: string; text: string } {
  if (visitor === null) return { title: say("error-sign-in-title"), text: say("error-sign-in") };
  if (visitor.candidate) return { title: say("error-not-candidates-title"), text: say("error-not-candidates") };
  if (audience.includes("candidate")) return { title: say("error-for-candidates-title"), text: say("error-for-candidates", { name: visitor.name }) };
  return {
    title: say("error-role-title"),
    text: say("error-role", { needed: rolesText(audience), name: visitor.name, own: rolesText(visitor.roles) }),
  };
}

function rolesText(roles: readonly string[]): string {
  return roles.map((role) => say(`role-${role}` as "role-board")).join(", ");
}

function linksFor(visitor: Visitor): ErrorWords["links"] {
  if (visitor?.candidate) return [{ href: "/my", words: say("error-to-my") }];
  if (visitor !== null) return [{ href: "/staff", words: say("error-to-staff") }];
  return [
    { href: "/staff/sign-in", words: say("error-sign-in-staff") },
    { href: "/", words: say("error-home") },
    { href: "/sign-in", words: say("error-sign-in-candidate") },
  ];
}
