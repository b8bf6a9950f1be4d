import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { checkSittingDates, type SittingDates } from "#app/exam/registration/check-sitting-dates.ts";
import type { Seed } from "#app/interchange/seed-file.ts";
import { appendAudit } from "#db/audit.ts";
import { insertForm } from "#db/forms.ts";
import { newestVersionsBySource } from "#db/items.ts";
import { transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { storeSetting } from "#db/settings.ts";
import { assignProctor, insertRegistration, insertSitting, listSittings } from "#db/sittings.ts";
import { admissionCodeHmac, newAdmissionCode } from "../make-admission-code.ts";
import type { Context } from "../context.ts";
import { publish } from "../publish-form.ts";

export type SignIns = {
  candidates: { name: string; sitting: string; candidateNumber: string; admissionCode: string }[];
  staff: { name: string; email: string; password: string; roles: string[] }[];
};

const DAY_MS = 86_400_000;
const GRACE_SECONDS = 30;

/** Stores a demonstration in an empty database and answers its sign-ins, which are stored nowhere in clear. */
export async function applySeed(context: Context, seed: Seed): Promise<{ ok: true; signIns: SignIns } | Refusal> {
  const { db, newId, now, secrets, passwords, randomBytes } = context;
  if ((await listSittings(db.read)).length > 0) return refuse("seeded-already");
  const itemVersions = await newestVersionsBySource(db.read, seed.forms.flatMap((form) => form.items));
  const missing = seed.forms.flatMap((form) => form.items).find((source) => !itemVersions.has(source));
  if (missing !== undefined) return refuse("unknown-item", missing);

  const seededAtMs = now();
  const dates = new Map(seed.sittings.map((sitting) => [sitting.key, datesOf(sitting, seededAtMs)]));
  for (const sittingDates of dates.values()) {
    const checked = checkSittingDates(sittingDates);
    if (!checked.ok) return checked;
  }

  const staff: SignIns["staff"] = [];
  const passwordHashes = new Map<string, string>();
  for (const person of seed.people) {
    if (person.roles.every((role) => role === "candidate")) continue;
    const password = newAdmissionCode(randomBytes);
    passwordHashes.set(person.key, await passwords.hash(password));
    staff.push({ name: person.name, email: person.email, password, roles: person.roles });
  }
  return transact(db, async (trx) => {
    // Asked again: another server may have seeded meanwhile. What this one answers is made anew when it is tried again.
    if ((await listSittings(trx)).length > 0) return refuse("seeded-already");
    const candidates: SignIns["candidates"] = [];
    const [sittingIds, registrationIds]: [string[], string[]] = [[], []];
    await storeSetting(trx, "telephone", seed.sittings[0]?.telephone ?? "");
    await storeSetting(trx, "demonstration", "yes");
    const people = new Map<string, { id: string; name: string }>();
    for (const { key, name, email, roles } of seed.people) {
      const personId = newId();
      people.set(key, { id: personId, name });
      await insertPerson(trx, { id: personId, email, name, passwordHash: passwordHashes.get(key) ?? null, roles, nowMs: now() });
    }
    const forms = new Map<string, string>();
    for (const form of seed.forms) {
      const formId = newId();
      forms.set(form.key, formId);
      await insertForm(trx, {
        id: formId,
        title: form.title,
        practice: false,
        limitSeconds: form.limitSeconds,
        passMark: form.passMark.correct,
        passMarkNote: form.passMark.label,
        parts: form.parts.map(({ title, limitSeconds, oneWay, positions }) => ({
          title,
          limitSeconds,
          oneWay,
          itemVersionIds: positions.map((position) => itemVersions.get(form.items[position - 1]!)!),
        })),
        nowMs: now(),
      });
      await publish(trx, formId, now());
    }
    const proctors = seed.people.filter((person) => person.roles.includes("proctor"));
    for (const sitting of seed.sittings) {
      const sittingId = newId();
      sittingIds.push(sittingId);
      const practice = sitting.kind === "practice";
      await insertSitting(trx, {
        id: sittingId,
        title: sitting.title,
        formId: forms.get(sitting.form)!,
        practice,
        admits: sitting.admission,
        graceSeconds: GRACE_SECONDS,
        ...dates.get(sitting.key)!,
        nowMs: now(),
      });
      for (const proctor of proctors) await assignProctor(trx, sittingId, people.get(proctor.key)!.id);
      for (const [index, candidate] of sitting.registered.entries()) {
        const person = people.get(candidate)!;
        const admissionCode = newAdmissionCode(randomBytes);
        const candidateNumber = `${practice ? "P" : "C"}${1001 + index}`;
        const codeHmac = admissionCodeHmac(secrets, admissionCode);
        const registrationId = newId();
        registrationIds.push(registrationId);
        await insertRegistration(trx, { id: registrationId, sittingId, personId: person.id, candidateNumber, codeHmac, nowMs: now() });
        candidates.push({ name: person.name, sitting: sitting.title, candidateNumber, admissionCode });
      }
    }
    const records = { form: [...forms.values()], sitting: sittingIds, registration: registrationIds, roles: [...people.values()].map(({ id }) => id), setting: ["telephone", "demonstration"] };
    await appendAudit(trx, { kind: "demonstration-seeded", actorId: null, subjectId: null, records, nowMs: now() });
    return { ok: true, signIns: { candidates, staff } } as const;
  });
}

/** The dates of a sitting, which the file counts from the moment of seeding. */
function datesOf(sitting: Seed["sittings"][number], nowMs: number): SittingDates {
  const opensAtMs = nowMs + sitting.opensAfterMinutes * 60_000;
  return {
    opensAtMs,
    lastStartAtMs: sitting.closesAfterDays === null ? null : opensAtMs + sitting.closesAfterDays * DAY_MS,
    timeZone: sitting.timeZone,
    resultsExpectedOn: sitting.kind === "practice" ? null : new Date(nowMs + sitting.resultsExpectedAfterDays * DAY_MS).toISOString().slice(0, 10),
  };
}
