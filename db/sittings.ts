import type { Selectable } from "kysely";
import type { SittingWindow } from "#app/exam/attempt/start-attempt.ts";
import type { Connection } from "./open.ts";
import type { SittingTable } from "./schema/sittings.ts";

export type Sitting = SittingWindow & {
  id: string;
  title: string;
  formId: string;
  practice: boolean;
  graceSeconds: number;
  timeZone: string;
  resultsExpectedOn: string | null;
};

export type Registration = {
  id: string;
  sittingId: string;
  personId: string;
  candidateNumber: string;
  withdrawn: boolean;
};

function sittingOfRow(row: Selectable<SittingTable>): Sitting {
  return {
    id: row.id,
    title: row.title,
    formId: row.form_id,
    practice: row.practice === 1,
    admits: row.admits === "automatic" ? "automatic" : "proctor",
    opensAtMs: row.opens_at_ms,
    lastStartAtMs: row.last_start_at_ms,
    graceSeconds: row.grace_seconds,
    timeZone: row.time_zone,
    resultsExpectedOn: row.results_expected_on,
  };
}

export async function insertSitting(trx: Connection, sitting: Sitting & { nowMs: number }): Promise<void> {
  await trx
    .insertInto("sitting")
    .values({
      id: sitting.id,
      title: sitting.title,
      form_id: sitting.formId,
      practice: Number(sitting.practice),
      admits: sitting.admits,
      opens_at_ms: sitting.opensAtMs,
      last_start_at_ms: sitting.lastStartAtMs,
      grace_seconds: sitting.graceSeconds,
      time_zone: sitting.timeZone,
      results_expected_on: sitting.resultsExpectedOn,
      created_at_ms: sitting.nowMs,
    })
    .execute();
}

export async function findSitting(db: Connection, id: string): Promise<Sitting | null> {
  return (await findSittings(db, [id])).get(id) ?? null;
}

export async function findSittings(db: Connection, ids: readonly string[]): Promise<Map<string, Sitting>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("sitting").selectAll().where("id", "in", [...ids]).execute();
  return new Map(rows.map((row) => [row.id, sittingOfRow(row)]));
}

export async function listSittings(db: Connection): Promise<Sitting[]> {
  const rows = await db.selectFrom("sitting").selectAll().orderBy("opens_at_ms", "desc").orderBy("id").execute();
  return rows.map(sittingOfRow);
}

/** Sittings that a proctor has been put in charge of. */
export async function sittingsOfProctor(db: Connection, personId: string): Promise<Sitting[]> {
  const rows = await db
    .selectFrom("sitting")
    .innerJoin("sitting_proctor", "sitting_proctor.sitting_id", "sitting.id")
    .selectAll("sitting")
    .where("sitting_proctor.person_id", "=", personId)
    .orderBy("opens_at_ms", "desc")
    .orderBy("sitting.id")
    .execute();
  return rows.map(sittingOfRow);
}

export async function assignProctor(trx: Connection, sittingId: string, personId: string): Promise<void> {
  await trx
    .insertInto("sitting_proctor")
    .values({ sitting_id: sittingId, person_id: personId })
    .onConflict((conflict) => conflict.columns(["sitting_id", "person_id"]).doNothing())
    .execute();
}

export async function insertRegistration(
  trx: Connection,
  registration: { id: string; sittingId: string; personId: string; candidateNumber: string; codeHmac: string; nowMs: number },
): Promise<void> {
  await trx
    .insertInto("registration")
    .values({
      id: registration.id,
      sitting_id: registration.sittingId,
      person_id: registration.personId,
      candidate_number: registration.candidateNumber,
      code_hmac: registration.codeHmac,
      created_at_ms: registration.nowMs,
      withdrawn_at_ms: null,
    })
    .execute();
}

type RegistrationRow = { id: string; sitting_id: string; person_id: string; candidate_number: string; withdrawn_at_ms: number | null };

function registrationOfRow(row: RegistrationRow): Registration {
  return {
    id: row.id,
    sittingId: row.sitting_id,
    personId: row.person_id,
    candidateNumber: row.candidate_number,
    withdrawn: row.withdrawn_at_ms !== null,
  };
}

export async function findRegistrationByCode(db: Connection, codeHmac: string): Promise<Registration | null> {
  const row = await db.selectFrom("registration").selectAll().where("code_hmac", "=", codeHmac).executeTakeFirst();
  return row ? registrationOfRow(row) : null;
}

export async function registrationIdOfNumber(db: Connection, candidateNumber: string): Promise<string | null> {
  return (await db.selectFrom("registration").select("id").where("candidate_number", "=", candidateNumber).executeTakeFirst())?.id ?? null;
}

export async function findRegistration(db: Connection, id: string): Promise<Registration | null> {
  return (await findRegistrations(db, [id])).get(id) ?? null;
}

export async function findRegistrations(db: Connection, ids: readonly string[]): Promise<Map<string, Registration>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("registration").selectAll().where("id", "in", [...ids]).execute();
  return new Map(rows.map((row) => [row.id, registrationOfRow(row)]));
}

export async function registrationsOfPerson(db: Connection, personId: string): Promise<Registration[]> {
  const rows = await db.selectFrom("registration").selectAll().where("person_id", "=", personId).orderBy("id").execute();
  return rows.map(registrationOfRow);
}

export async function registrationsOfSitting(db: Connection, sittingId: string): Promise<(Registration & { name: string })[]> {
  const rows = await db
    .selectFrom("registration")
    .innerJoin("person", "person.id", "registration.person_id")
    .selectAll("registration")
    .select("person.name")
    .where("sitting_id", "=", sittingId)
    .orderBy("candidate_number")
    .execute();
  return rows.map((row) => ({ ...registrationOfRow(row), name: row.name }));
}

/** The HMAC of the code that counts now; the registration must exist. */
export async function codeHmacOf(db: Connection, registrationId: string): Promise<string> {
  return (await db.selectFrom("registration").select("code_hmac").where("id", "=", registrationId).executeTakeFirstOrThrow()).code_hmac;
}

export async function replaceCode(trx: Connection, registrationId: string, codeHmac: string): Promise<void> {
  await trx.updateTable("registration").set({ code_hmac: codeHmac }).where("id", "=", registrationId).execute();
}

/** Candidate numbers in use that begin with `prefix`, letter by letter: `like` would not mind the case on SQLite, and takes an underscore for any letter. */
export async function candidateNumbers(db: Connection, prefix: string): Promise<string[]> {
  const rows = await db
    .selectFrom("registration")
    .select("candidate_number")
    .where((eb) => eb(eb.fn<string>("substr", ["candidate_number", eb.lit(1), eb.lit(prefix.length)]), "=", prefix))
    .execute();
  return rows.map((row) => row.candidate_number);
}
