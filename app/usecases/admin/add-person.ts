import { faultInName } from "#app/exam/text/plain-text.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { adminsThatCanSignIn, findPersonByEmail, insertPerson } from "#db/people.ts";
import type { Context } from "../context.ts";

export const ROLES = ["candidate", "author", "reviewer", "board", "proctor", "office", "assessor", "admin"] as const;

const SHORTEST_PASSWORD = 15;

/**
 * Adds a person with roles and, for staff, a password of at least 15 characters. `first`: only as the administrator of
 * an installation that has none who can sign in.
 */
export async function addPerson(
  { db, newId, now, passwords }: Context,
  input: { email: string; name: string; roles: readonly string[]; password: string | null; first?: boolean },
): Promise<{ ok: true; personId: string } | Refusal> {
  const unknown = input.roles.find((role) => !ROLES.some((known) => known === role));
  if (unknown !== undefined) return refuse("unknown-role", unknown);
  if (!/^[^\s@]+@[^\s@]+$/.test(input.email)) return refuse("email-malformed", input.email);
  const fault = faultInName(input.name.trim());
  if (fault !== null) return refuse(fault);
  const first = input.first === true;
  if (first && input.password === null) return refuse("password-needed");
  if (input.password !== null && input.password.length < SHORTEST_PASSWORD) return refuse("password-too-short");
  const roles = [...new Set(input.roles)].sort();
  const passwordHash = input.password === null ? null : await passwords.hash(input.password);
  const personId = newId();
  return transact(db, async (trx) => {
    if (first && (await adminsThatCanSignIn(trx)) > 0) return refuse("admin-exists");
    if ((await findPersonByEmail(trx, input.email)) !== null) return refuse("email-in-use", input.email);
    await insertPerson(trx, { id: personId, email: input.email, name: input.name.trim(), passwordHash, roles, nowMs: now() });
    await appendAudit(trx, { kind: "person-added", actorId: null, subjectId: personId, payload: { roles, ...(first ? { first } : {}) }, records: { roles: [personId] }, nowMs: now() });
    return { ok: true, personId } as const;
  });
}
