import { faultInName } from "#app/exam/text/plain-text.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { decideIdentity, staffRoles, type IdentityAnswer, type KnownPerson } from "#app/exam/registration/same-person.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { everyName, insertPerson, rolesOf } from "#db/people.ts";
import { candidateNumbers, findSitting, insertRegistration, registrationsOfPerson } from "#db/sittings.ts";
import { admissionCodeHmac, newAdmissionCode, type IssuedCode } from "../make-admission-code.ts";
import type { ActorContext } from "../context.ts";

export type NewRegistration = { ok: true; registrationId: string } & IssuedCode;

/** Somebody the person to be registered may be. */
export type PossiblySame = KnownPerson & { staffRoles: string[] };

/** Why nobody was registered and, where the office has to say first who it is, the people it may be. */
export type NotRegistered = Refusal & { people?: PossiblySame[] };

/**
 * Registers a person for a sitting. The admission code is in the answer and nowhere else: only its HMAC is stored.
 * A known address or name is asked about first, and nothing is stored before `identity` answers; a person who is known
 * keeps the name and the address on file. The question says who is staff, and the audit log keeps that they were registered
 * all the same.
 */
export async function registerCandidate(
  context: ActorContext,
  input: { sittingId: string; name: string; email: string | null; identity?: IdentityAnswer },
): Promise<NewRegistration | NotRegistered> {
  const { db, actor, newId, now, secrets } = context;
  const name = input.name.trim();
  const email = input.email?.trim().toLowerCase() || null;
  const fault = faultInName(name);
  if (fault !== null) return refuse(fault);
  if (email !== null && !/^[^\s@]+@[^\s@]+$/.test(email)) return refuse("email-malformed");
  return transact(db, async (trx) => {
    const sitting = await findSitting(trx, input.sittingId);
    if (!sitting) return refuse("unknown-sitting");
    const decided = decideIdentity({ name, email }, await everyName(trx), input.identity ?? { samePerson: null, differentFrom: [] });
    const staffRolesOf = async (personId: string) => staffRoles(await rolesOf(trx, personId));
    if (!decided.ok) {
      const people = await Promise.all(decided.people.map(async (person) => ({ ...person, staffRoles: await staffRolesOf(person.id) })));
      return { ...decided, people };
    }
    const known = decided.personId !== null;
    const personId = decided.personId ?? newId();
    if (known && (await registrationsOfPerson(trx, personId)).some(({ sittingId }) => sittingId === sitting.id)) return refuse("registered-already");
    if (!known) await insertPerson(trx, { id: personId, email, name, passwordHash: null, roles: ["candidate"], nowMs: now() });
    const asStaff = known ? await staffRolesOf(personId) : [];
    const registrationId = newId();
    const candidateNumber = nextNumber(await candidateNumbers(trx, sitting.practice ? "P" : "C"), sitting.practice ? "P" : "C");
    const admissionCode = newAdmissionCode(context.randomBytes);
    await insertRegistration(trx, {
      id: registrationId,
      sittingId: sitting.id,
      personId,
      candidateNumber,
      codeHmac: admissionCodeHmac(secrets, admissionCode),
      nowMs: now(),
    });
    await appendAudit(trx, {
      kind: "candidate-registered",
      actorId: actor.personId,
      subjectId: registrationId,
      payload: { personId, person: known ? "known" : "new", ...(asStaff.length === 0 ? {} : { staffRoles: asStaff }) },
      records: { registration: [registrationId], roles: known ? [] : [personId] },
      nowMs: now(),
    });
    return { ok: true, registrationId, candidateNumber, admissionCode } as const;
  });
}

/** Candidate numbers count up: C1001, C1002, ...; gaps are not filled, so that no number is given twice. */
function nextNumber(used: readonly string[], prefix: string): string {
  const highest = Math.max(1000, ...used.map((number) => Number(number.slice(prefix.length))).filter(Number.isInteger));
  return `${prefix}${highest + 1}`;
}
