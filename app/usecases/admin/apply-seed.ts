import type { Role } from "./add-person.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { insertForm, publishForm } from "#db/forms.ts";
import { itemIdsBySource } from "#db/items.ts";
import { transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { storeSetting } from "#db/settings.ts";
import { assignProctor, insertRegistration, insertSitting, listSittings } from "#db/sittings.ts";
import { admissionCodeHmac, newAdmissionCode } from "../admission-code.ts";
import type { Context } from "../context.ts";

/** Forms, people and sittings of a demonstration (question-bank/seed.json). */
export type Seed = {
  settings: { telephone: string };
  forms: { id: string; title: string; practice: boolean; limitSeconds: number; passMark: number; passMarkNote: string; items: string[] }[];
  people: { id: string; name: string; email: string; roles: Role[] }[];
  sittings: {
    title: string;
    form: string;
    practice: boolean;
    admits: "automatic" | "proctor";
    graceSeconds: number;
    timeZone: string;
    /** Days from the seeding until results are expected, or null where they come at once. */
    resultsAfterDays: number | null;
    /** Days from the seeding in which candidates may start, or null for a sitting that is always open. */
    openForDays: number | null;
    candidates: string[];
    proctors: string[];
  }[];
};

export type SignIns = {
  candidates: { name: string; sitting: string; candidateNumber: string; admissionCode: string }[];
  staff: { name: string; email: string; password: string; roles: string[] }[];
};

const DAY_MS = 86_400_000;

/** Stores a demonstration in an empty database and answers its sign-ins, which are stored nowhere in clear. */
export async function applySeed(context: Context, seed: Seed): Promise<{ ok: true; signIns: SignIns } | Refusal> {
  const { db, newId, now, secrets, passwords, randomBytes } = context;
  if ((await listSittings(db.read)).length > 0) return refuse("seeded-already");
  const itemIds = await itemIdsBySource(db.read, seed.forms.flatMap((form) => form.items));
  const missing = seed.forms.flatMap((form) => form.items).find((source) => !itemIds.has(source));
  if (missing !== undefined) return refuse("unknown-item", missing);

  const signIns: SignIns = { candidates: [], staff: [] };
  const passwordHashes = new Map<string, string>();
  for (const person of seed.people) {
    if (person.roles.every((role) => role === "candidate")) continue;
    const password = newAdmissionCode(randomBytes);
    passwordHashes.set(person.id, await passwords.hash(password));
    signIns.staff.push({ name: person.name, email: person.email, password, roles: person.roles });
  }
  await transact(db, async (trx) => {
    await storeSetting(trx, "telephone", seed.settings.telephone);
    await storeSetting(trx, "demonstration", "yes");
    const people = new Map<string, { id: string; name: string }>();
    for (const { id, name, email, roles } of seed.people) {
      const personId = newId();
      people.set(id, { id: personId, name });
      await insertPerson(trx, { id: personId, email, name, passwordHash: passwordHashes.get(id) ?? null, roles, nowMs: now() });
    }
    const forms = new Map<string, string>();
    for (const form of seed.forms) {
      const formId = newId();
      forms.set(form.id, formId);
      const itemVersionIds = form.items.map((source) => itemIds.get(source)!);
      await insertForm(trx, { ...form, id: formId, itemVersionIds, nowMs: now() });
      await publishForm(trx, formId, now());
    }
    for (const sitting of seed.sittings) {
      const sittingId = newId();
      await insertSitting(trx, {
        id: sittingId,
        title: sitting.title,
        formId: forms.get(sitting.form)!,
        practice: sitting.practice,
        admits: sitting.admits,
        opensAtMs: now(),
        lastStartAtMs: sitting.openForDays === null ? null : now() + sitting.openForDays * DAY_MS,
        graceSeconds: sitting.graceSeconds,
        timeZone: sitting.timeZone,
        resultsExpectedOn:
          sitting.resultsAfterDays === null ? null : new Date(now() + sitting.resultsAfterDays * DAY_MS).toISOString().slice(0, 10),
        nowMs: now(),
      });
      for (const proctor of sitting.proctors) await assignProctor(trx, sittingId, people.get(proctor)!.id);
      for (const [index, candidate] of sitting.candidates.entries()) {
        const person = people.get(candidate)!;
        const admissionCode = newAdmissionCode(randomBytes);
        const candidateNumber = `${sitting.practice ? "P" : "C"}${1001 + index}`;
        await insertRegistration(trx, {
          id: newId(),
          sittingId,
          personId: person.id,
          candidateNumber,
          codeHmac: admissionCodeHmac(secrets, admissionCode),
          nowMs: now(),
        });
        signIns.candidates.push({ name: person.name, sitting: sitting.title, candidateNumber, admissionCode });
      }
    }
  });
  return { ok: true, signIns };
}
