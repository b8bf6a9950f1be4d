import { z } from "zod";

/** `question-bank/seed.json`: what the demo holds beside the question bank. Keys name entries within the file only. */
const key = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

const person = z.strictObject({
  key,
  name: z.string().min(1),
  email: z.email(),
  roles: z.array(z.enum(["candidate", "author", "reviewer", "board", "proctor", "office", "assessor", "admin"])).min(1),
});

const form = z.strictObject({
  key,
  title: z.string().min(1),
  limitSeconds: z.int().positive(),
  /** Number of right answers; a candidate passes with this many or more. */
  passMark: z.strictObject({ correct: z.int().nonnegative(), label: z.string().min(1) }),
  /** Positions count from 1 and follow one another through the parts. A part has a limit of its own or the form's. */
  parts: z
    .array(z.strictObject({ title: z.string(), limitSeconds: z.int().positive().nullable(), oneWay: z.boolean(), positions: z.array(z.int().positive()).min(1) }))
    .min(1),
  /** Identifiers of the items in the package, by position. */
  items: z.array(z.string().min(1)).min(1),
});

const sitting = z.strictObject({
  key,
  title: z.string().min(1),
  kind: z.enum(["practice", "exam"]),
  /** Key of a form. */
  form: key,
  timeZone: z.string().refine(isTimeZone, "is not a time zone"),
  /** Counted from the moment of seeding. */
  opensAfterMinutes: z.number().nonnegative(),
  /** Null: always open. */
  closesAfterDays: z.number().positive().nullable(),
  admission: z.enum(["automatic", "proctor"]),
  release: z.enum(["at-once", "two-board-members"]),
  resultsExpectedAfterDays: z.number().nonnegative(),
  telephone: z.string().min(1),
  /** Keys of people who are candidates. */
  registered: z.array(key),
});

const seedFile = z.strictObject({
  format: z.literal("european-cmr-exam-seed"),
  version: z.literal(1),
  people: z.array(person),
  forms: z.array(form),
  sittings: z.array(sitting),
});

export type Seed = z.infer<typeof seedFile>;
export type ReadSeed = { ok: true; seed: Seed } | { ok: false; reason: "not-a-seed-file"; details: string[] };

/** Checks the shape and that every key it mentions exists. Takes parsed JSON. */
export function readSeedFile(json: unknown): ReadSeed {
  const parsed = seedFile.safeParse(json);
  if (!parsed.success) {
    return { ok: false, reason: "not-a-seed-file", details: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
  }
  const details = brokenReferences(parsed.data);
  return details.length > 0 ? { ok: false, reason: "not-a-seed-file", details } : { ok: true, seed: parsed.data };
}

function brokenReferences({ people, forms, sittings }: Seed): string[] {
  const candidates = new Set(people.filter(({ roles }) => roles.includes("candidate")).map((one) => one.key));
  const formKeys = new Set(forms.map((one) => one.key));
  const details = [
    ...twice("people", people.map((one) => one.key)),
    ...twice("people", people.map((one) => one.email)),
    ...twice("forms", forms.map((one) => one.key)),
    ...twice("sittings", sittings.map((one) => one.key)),
  ];
  for (const one of forms) {
    details.push(...twice(`form ${one.key}`, one.items));
    const positions = one.parts.flatMap((part) => part.positions);
    if (positions.length !== one.items.length || positions.some((position, index) => position !== index + 1)) {
      details.push(`form ${one.key}: the parts do not hold the positions 1 to ${one.items.length} in order`);
    }
    if (one.passMark.correct > one.items.length) details.push(`form ${one.key}: the pass mark is above the number of items`);
  }
  for (const one of sittings) {
    if (!formKeys.has(one.form)) details.push(`sitting ${one.key}: there is no form ${one.form}`);
    for (const registered of one.registered) if (!candidates.has(registered)) details.push(`sitting ${one.key}: ${registered} is no candidate`);
  }
  return details;
}

function twice(where: string, keys: string[]): string[] {
  return keys.filter((one, index) => keys.indexOf(one) !== index).map((one) => `${where}: ${one} stands there twice`);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
