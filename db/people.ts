import type { Selectable } from "kysely";
import type { Connection } from "./open.ts";
import type { PersonTable } from "./schema/people.ts";

export type PersonRow = Selectable<PersonTable>;
export type Person = { id: string; email: string | null; name: string; roles: string[]; disabled: boolean; hasSecondFactor: boolean };

/** Domain of the invented people of question-bank/seed.json. */
const DEMONSTRATION_DOMAIN = "demo.example";

export async function insertPerson(
  trx: Connection,
  person: { id: string; email: string | null; name: string; passwordHash: string | null; roles: readonly string[]; nowMs: number },
): Promise<void> {
  await trx
    .insertInto("person")
    .values({
      id: person.id,
      email: person.email?.toLowerCase() ?? null,
      name: person.name,
      password_hash: person.passwordHash,
      totp_secret: null,
      totp_confirmed_at_ms: null,
      totp_last_step: null,
      created_at_ms: person.nowMs,
      disabled_at_ms: null,
    })
    .execute();
  if (person.roles.length > 0) {
    await trx
      .insertInto("person_role")
      .values(person.roles.map((role) => ({ person_id: person.id, role })))
      .execute();
  }
}

export async function findPersonByEmail(db: Connection, email: string): Promise<PersonRow | null> {
  return (await db.selectFrom("person").selectAll().where("email", "=", email.toLowerCase()).executeTakeFirst()) ?? null;
}

export async function findPerson(db: Connection, id: string): Promise<PersonRow | null> {
  return (await db.selectFrom("person").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

export async function rolesOf(db: Connection, personId: string): Promise<string[]> {
  const rows = await db.selectFrom("person_role").select("role").where("person_id", "=", personId).orderBy("role").execute();
  return rows.map((row) => row.role);
}

/** What a person may do among the staff, and the sittings they proctor. */
export type StaffMember = { personId: string; roles: string[]; proctorOf: string[] };

/** The rights of several persons as they are now, by person; a disabled person has none. */
export async function staffRights(db: Connection, personIds: readonly string[]): Promise<Map<string, StaffMember>> {
  if (personIds.length === 0) return new Map();
  const people = await db.selectFrom("person").select("id").where("id", "in", [...personIds]).where("disabled_at_ms", "is", null).execute();
  const roles = await db.selectFrom("person_role").selectAll().where("person_id", "in", [...personIds]).execute();
  const sittings = await db.selectFrom("sitting_proctor").selectAll().where("person_id", "in", [...personIds]).execute();
  return new Map(
    people.map(({ id }) => [
      id,
      {
        personId: id,
        roles: roles.filter((row) => row.person_id === id).map(({ role }) => role),
        proctorOf: sittings.filter((row) => row.person_id === id).map((row) => row.sitting_id),
      },
    ]),
  );
}

export async function listPeople(db: Connection): Promise<Person[]> {
  const people = await db.selectFrom("person").selectAll().orderBy("name").orderBy("id").execute();
  const roles = await db.selectFrom("person_role").selectAll().execute();
  return people.map((row) => ({
    id: row.id,
    email: row.email,
    name: row.name,
    roles: roles.filter(({ person_id }) => person_id === row.id).map(({ role }) => role).sort(),
    disabled: row.disabled_at_ms !== null,
    hasSecondFactor: row.totp_confirmed_at_ms !== null,
  }));
}

/** How many administrators there are who have a password and were not disabled. */
export async function adminsThatCanSignIn(db: Connection): Promise<number> {
  const rows = await db
    .selectFrom("person")
    .innerJoin("person_role", "person_role.person_id", "person.id")
    .select("person.id")
    .where("person_role.role", "=", "admin")
    .where("person.password_hash", "is not", null)
    .where("person.disabled_at_ms", "is", null)
    .execute();
  return rows.length;
}

/** How many people have an address of the demonstration, which nobody can have outside of it (RFC 2606), and were not disabled. */
export async function peopleOfDemonstration(db: Connection): Promise<number> {
  const rows = await db.selectFrom("person").select("id").where("email", "like", `%@${DEMONSTRATION_DOMAIN}`).where("disabled_at_ms", "is", null).execute();
  return rows.length;
}

/** Everybody's name and address: names are compared by a rule, because the databases fold case differently. */
export async function everyName(db: Connection): Promise<{ id: string; name: string; email: string | null }[]> {
  return db.selectFrom("person").select(["id", "name", "email"]).orderBy("id").execute();
}

export async function namesOf(db: Connection, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("person").select(["id", "name"]).where("id", "in", [...ids]).execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Begins a factor that is not confirmed yet; `stored`: its secret, encrypted. */
export async function setTotpSecret(trx: Connection, personId: string, stored: string): Promise<void> {
  await trx
    .updateTable("person")
    .set({ totp_secret: stored, totp_confirmed_at_ms: null, totp_last_step: null })
    .where("id", "=", personId)
    .execute();
}

/** As if there had never been a second factor: the next sign-in sets one up. */
export async function clearSecondFactor(trx: Connection, personId: string): Promise<void> {
  await trx.updateTable("person").set({ totp_secret: null, totp_confirmed_at_ms: null, totp_last_step: null }).where("id", "=", personId).execute();
}

/** What is stored of every second factor. */
export async function totpSecrets(db: Connection): Promise<{ personId: string; secret: string }[]> {
  const rows = await db.selectFrom("person").select(["id", "totp_secret"]).where("totp_secret", "is not", null).orderBy("id").execute();
  return rows.flatMap(({ id, totp_secret: secret }) => (secret === null ? [] : [{ personId: id, secret }]));
}

/** Stores the same secret in another form: the factor stays as it is, its used steps as well. */
export async function replaceTotpSecret(trx: Connection, personId: string, stored: string): Promise<void> {
  await trx.updateTable("person").set({ totp_secret: stored }).where("id", "=", personId).execute();
}

/**
 * Marks a time step of the second factor as used and, the first time, the factor as confirmed. Answers false when the
 * step (or a later one) had been used before: then the code must not count again.
 */
export async function useTotpStep(trx: Connection, personId: string, step: number, nowMs: number): Promise<boolean> {
  const result = await trx
    .updateTable("person")
    .set((eb) => ({ totp_last_step: step, totp_confirmed_at_ms: eb.fn.coalesce("totp_confirmed_at_ms", eb.val(nowMs)) }))
    .where("id", "=", personId)
    .where((eb) => eb.or([eb("totp_last_step", "is", null), eb("totp_last_step", "<", step)]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
