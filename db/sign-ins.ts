import type { Connection } from "./open.ts";
import { rolesOf } from "./people.ts";

/** What a valid sign-in says of the browser that holds it. */
export type SignInFacts = {
  tokenHash: string;
  personId: string;
  registrationId: string | null;
  name: string;
  roles: string[];
  /** False while the second factor is owed. */
  complete: boolean;
  expiresAtMs: number;
  /** When whoever has it last acted, as far as it is stored. */
  lastActMs: number;
};

export async function insertSignIn(
  trx: Connection,
  signIn: { tokenHash: string; personId: string; registrationId: string | null; nowMs: number; expiresAtMs: number; complete: boolean },
): Promise<void> {
  await trx
    .insertInto("sign_in")
    .values({
      token_hash: signIn.tokenHash,
      person_id: signIn.personId,
      registration_id: signIn.registrationId,
      created_at_ms: signIn.nowMs,
      last_seen_at_ms: signIn.nowMs,
      expires_at_ms: signIn.expiresAtMs,
      complete_at_ms: signIn.complete ? signIn.nowMs : null,
      ended_at_ms: null,
    })
    .execute();
}

/** The sign-in behind a token, unless it has ended, expired, or its person was disabled. */
export async function findSignIn(db: Connection, tokenHash: string, nowMs: number): Promise<SignInFacts | null> {
  const row = await db
    .selectFrom("sign_in")
    .innerJoin("person", "person.id", "sign_in.person_id")
    .select([
      "sign_in.token_hash",
      "sign_in.person_id",
      "sign_in.registration_id",
      "sign_in.complete_at_ms",
      "sign_in.expires_at_ms",
      "sign_in.last_seen_at_ms",
      "person.name",
    ])
    .where("sign_in.token_hash", "=", tokenHash)
    .where("sign_in.ended_at_ms", "is", null)
    .where("sign_in.expires_at_ms", ">", nowMs)
    .where("person.disabled_at_ms", "is", null)
    .executeTakeFirst();
  if (!row) return null;
  return {
    tokenHash: row.token_hash,
    personId: row.person_id,
    registrationId: row.registration_id,
    name: row.name,
    roles: await rolesOf(db, row.person_id),
    complete: row.complete_at_ms !== null,
    expiresAtMs: row.expires_at_ms,
    lastActMs: row.last_seen_at_ms,
  };
}

/** Registrations of candidate sign-ins that are valid now, by token hash: one statement for a whole batch. */
export async function registrationsOfSignIns(
  db: Connection,
  tokenHashes: readonly string[],
  nowMs: number,
): Promise<Map<string, string>> {
  if (tokenHashes.length === 0) return new Map();
  const rows = await db
    .selectFrom("sign_in")
    .innerJoin("person", "person.id", "sign_in.person_id")
    .select(["sign_in.token_hash", "sign_in.registration_id"])
    .where("sign_in.token_hash", "in", [...tokenHashes])
    .where("sign_in.ended_at_ms", "is", null)
    .where("sign_in.complete_at_ms", "is not", null)
    .where("sign_in.expires_at_ms", ">", nowMs)
    .where("person.disabled_at_ms", "is", null)
    .execute();
  return new Map(rows.flatMap((row) => (row.registration_id === null ? [] : [[row.token_hash, row.registration_id]])));
}

/** Says that no second factor is owed any more; the first time stays, and a sign-in that has ended stays as it ended. */
export async function completeSignIn(trx: Connection, tokenHash: string, nowMs: number): Promise<void> {
  await trx
    .updateTable("sign_in")
    .set({ complete_at_ms: nowMs })
    .where("token_hash", "=", tokenHash)
    .where("complete_at_ms", "is", null)
    .where("ended_at_ms", "is", null)
    .execute();
}

export async function endSignIn(trx: Connection, tokenHash: string, nowMs: number): Promise<void> {
  await trx.updateTable("sign_in").set({ ended_at_ms: nowMs }).where("token_hash", "=", tokenHash).where("ended_at_ms", "is", null).execute();
}

/** Ends every sign-in with an admission code of this registration. */
export async function endSignInsOfRegistration(trx: Connection, registrationId: string, nowMs: number): Promise<void> {
  await trx.updateTable("sign_in").set({ ended_at_ms: nowMs }).where("registration_id", "=", registrationId).where("ended_at_ms", "is", null).execute();
}

/** Ends every sign-in of a person as staff; those with an admission code go on. */
export async function endStaffSignIns(trx: Connection, personId: string, nowMs: number): Promise<void> {
  await trx
    .updateTable("sign_in")
    .set({ ended_at_ms: nowMs })
    .where("person_id", "=", personId)
    .where("registration_id", "is", null)
    .where("ended_at_ms", "is", null)
    .execute();
}

/** Stores when sign-ins were last used; a later time stays. */
export async function noteActs(trx: Connection, acts: readonly { tokenHash: string; atMs: number }[]): Promise<void> {
  for (const { tokenHash, atMs } of acts) {
    await trx.updateTable("sign_in").set({ last_seen_at_ms: atMs }).where("token_hash", "=", tokenHash).where("last_seen_at_ms", "<", atMs).execute();
  }
}

/** Whose sign-in as staff this is or was, also after it has run out, but not after it was ended. */
export async function emailOfStaffSignIn(db: Connection, tokenHash: string): Promise<string | null> {
  const row = await db
    .selectFrom("sign_in")
    .innerJoin("person", "person.id", "sign_in.person_id")
    .select("person.email")
    .where("sign_in.token_hash", "=", tokenHash)
    .where("sign_in.registration_id", "is", null)
    .where("sign_in.ended_at_ms", "is", null)
    .executeTakeFirst();
  return row?.email ?? null;
}
