import * as v from "valibot";

/** `question-bank/seed.json`: what the demo holds beside the question bank. Keys name entries within the file only. */
const key = v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/));
const text = v.pipe(v.string(), v.minLength(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const span = v.pipe(v.number(), v.minValue(0));

const person = v.strictObject({
  key,
  name: text,
  email: v.pipe(v.string(), v.email()),
  roles: v.pipe(v.array(v.picklist(["candidate", "author", "reviewer", "board", "proctor", "office", "assessor", "admin"])), v.minLength(1)),
});

const form = v.strictObject({
  key,
  title: text,
  limitSeconds: positive,
  /** Number of right answers; a candidate passes with this many or more. */
  passMark: v.strictObject({ correct: count, label: text }),
  /** Positions count from 1 and follow one another through the parts. A part has a limit of its own or the form's. */
  parts: v.pipe(
    v.array(v.strictObject({ title: v.string(), limitSeconds: v.nullable(positive), oneWay: v.boolean(), positions: v.pipe(v.array(positive), v.minLength(1)) })),
    v.minLength(1),
  ),
  /** Identifiers of the items in the package, by position. */
  items: v.pipe(v.array(text), v.minLength(1)),
});

const sitting = v.strictObject({
  key,
  title: text,
  kind: v.picklist(["practice", "exam"]),
  /** Key of a form. */
  form: key,
  timeZone: v.pipe(v.string(), v.check(isTimeZone, "is not a time zone")),
  /** Counted from the moment of seeding. */
  opensAfterMinutes: span,
  /** Null: always open. */
  closesAfterDays: v.nullable(v.pipe(v.number(), v.gtValue(0))),
  admission: v.picklist(["automatic", "proctor"]),
  release: v.picklist(["at-once", "two-board-members"]),
  resultsExpectedAfterDays: span,
  telephone: text,
  /** Keys of people who are candidates. */
  registered: v.array(key),
});

const seedFile = v.strictObject({
  format: v.literal("european-cmr-exam-seed"),
  version: v.literal(1),
  people: v.array(person),
  forms: v.array(form),
  sittings: v.array(sitting),
});

export type Seed = v.InferOutput<typeof seedFile>;
export type ReadSeed = { ok: true; seed: Seed } | { ok: false; reason: "not-a-seed-file"; details: string[] };

/** Checks the shape and that every key it mentions exists. Takes parsed JSON. */
export function readSeedFile(json: unknown): ReadSeed {
  const parsed = v.safeParse(seedFile, json);
  if (!parsed.success) {
    return { ok: false, reason: "not-a-seed-file", details: parsed.issues.map((issue) => `${v.getDotPath(issue) ?? ""}: ${issue.message}`) };
  }
  const details = brokenReferences(parsed.output);
  return details.length > 0 ? { ok: false, reason: "not-a-seed-file", details } : { ok: true, seed: parsed.output };
}

function brokenReferences({ people, forms, sittings }: Seed): string[] {
  const candidates = new Set(people.filter(({ roles }) => roles.includes("candidate")).map((person) => person.key));
  const formKeys = new Set(forms.map((form) => form.key));
  const details = [
    ...twice("people", people.map((person) => person.key)),
    ...twice("people", people.map((person) => person.email)),
    ...twice("forms", forms.map((form) => form.key)),
    ...twice("sittings", sittings.map((sitting) => sitting.key)),
  ];
  for (const examForm of forms) {
    details.push(...twice(`form ${examForm.key}`, examForm.items));
    const positions = examForm.parts.flatMap((part) => part.positions);
    if (positions.length !== examForm.items.length || positions.some((position, index) => position !== index + 1)) {
      details.push(`form ${examForm.key}: the parts do not hold the positions 1 to ${examForm.items.length} in order`);
    }
    if (examForm.passMark.correct > examForm.items.length) details.push(`form ${examForm.key}: the pass mark is above the number of items`);
  }
  for (const planned of sittings) {
    if (!formKeys.has(planned.form)) details.push(`sitting ${planned.key}: there is no form ${planned.form}`);
    for (const registered of planned.registered) if (!candidates.has(registered)) details.push(`sitting ${planned.key}: ${registered} is no candidate`);
  }
  return details;
}

function twice(where: string, keys: string[]): string[] {
  return keys.filter((entry, index) => keys.indexOf(entry) !== index).map((entry) => `${where}: ${entry} stands there twice`);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
