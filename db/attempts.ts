import { canonical } from "#app/exam/attempt/canonical.ts";
import { isResponseKind } from "#app/exam/attempt/operation-kinds.ts";
import { responseKey, type AttemptRecord } from "#app/exam/attempt/attempt.ts";
import { EVENTS, type EventKind, type NewEvent, type StoredEvent } from "#app/exam/attempt/events.ts";
import type { KnownOperation } from "#app/exam/attempt/decide-operations.ts";
import type { StoredResponse } from "#app/exam/attempt/protocol.ts";
import { attemptOfRow, eventOfRow, responseOfRow, rowOfAttempt, rowOfResponse, type LoadedAttempt } from "./attempt-rows.ts";
import { storedPayload } from "#app/exam/attempt/event-versions.ts";
import { eventHash, GENESIS, newSalt, textHash } from "./hash-chain.ts";
import type { Connection } from "./open.ts";
import type { AttemptEventTable, AttemptTable, EventTextTable, ResponseTable } from "./schema/attempts.ts";

export type { LoadedAttempt };

const ROWS_PER_INSERT = 400;

export async function loadAttempts(db: Connection, ids: readonly string[]): Promise<Map<string, LoadedAttempt>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("attempt").selectAll().where("id", "in", [...ids]).execute();
  return new Map(rows.map((row) => [row.id, attemptOfRow(row)]));
}

export async function loadAttempt(db: Connection, id: string): Promise<LoadedAttempt | null> {
  return (await loadAttempts(db, [id])).get(id) ?? null;
}

export async function attemptsOfSitting(db: Connection, sittingId: string): Promise<LoadedAttempt[]> {
  const rows = await db.selectFrom("attempt").selectAll().where("sitting_id", "=", sittingId).orderBy("id").execute();
  return rows.map(attemptOfRow);
}

export async function attemptsOfRegistrations(db: Connection, registrationIds: readonly string[]): Promise<LoadedAttempt[]> {
  if (registrationIds.length === 0) return [];
  const rows = await db
    .selectFrom("attempt")
    .selectAll()
    .where("registration_id", "in", [...registrationIds])
    .orderBy("number")
    .execute();
  return rows.map(attemptOfRow);
}

/** Responses of several attempts, by attempt and `responseKey`; only the named positions when given. */
export async function loadResponses(
  db: Connection,
  attemptIds: readonly string[],
  positions?: readonly number[],
): Promise<Map<string, Map<string, StoredResponse>>> {
  const byAttempt = new Map<string, Map<string, StoredResponse>>(attemptIds.map((id) => [id, new Map()]));
  if (attemptIds.length === 0 || positions?.length === 0) return byAttempt;
  let query = db.selectFrom("response").selectAll().where("attempt_id", "in", [...attemptIds]);
  if (positions) query = query.where("position", "in", [...positions]);
  for (const row of await query.execute()) {
    const response = responseOfRow(row);
    byAttempt.get(row.attempt_id)?.set(responseKey(response.position, response.kind), response);
  }
  return byAttempt;
}

/** What the log says of these operation identifiers, by attempt. */
export async function knownOperations(
  db: Connection,
  attemptIds: readonly string[],
  opIds: readonly string[],
): Promise<Map<string, Map<string, KnownOperation>>> {
  const known = new Map<string, Map<string, KnownOperation>>(attemptIds.map((id) => [id, new Map()]));
  if (attemptIds.length === 0 || opIds.length === 0) return known;
  const rows = await db
    .selectFrom("attempt_event")
    .select(["attempt_id", "op_id", "kind", "payload"])
    .where("attempt_id", "in", [...attemptIds])
    .where("op_id", "in", [...opIds])
    .execute();
  for (const row of rows) {
    const { fate } = EVENTS[row.kind as EventKind];
    if (row.op_id !== null) known.get(row.attempt_id)?.set(row.op_id, fateOf(fate, row.payload));
  }
  return known;
}

function fateOf(fate: (typeof EVENTS)[EventKind]["fate"], payload: string): KnownOperation {
  // The identifier of an act, a call for example: an operation of the same one cannot be told apart from it.
  if (fate === null) return { fate: "refused", reason: "id-used" };
  return fate === "refused" ? { fate, reason: String(JSON.parse(payload).reason) } : { fate };
}

/** The events that the logs hold under these identifiers, of acts or of operations, by attempt. */
export async function knownActs(db: Connection, attemptIds: readonly string[], actIds: readonly string[]): Promise<Map<string, Map<string, EventKind>>> {
  const known = new Map<string, Map<string, EventKind>>();
  if (attemptIds.length === 0 || actIds.length === 0) return known;
  const rows = await db
    .selectFrom("attempt_event")
    .select(["attempt_id", "op_id", "kind"])
    .where("attempt_id", "in", [...attemptIds])
    .where("op_id", "in", [...actIds])
    .execute();
  for (const { attempt_id, op_id, kind } of rows) {
    const ofAttempt = known.get(attempt_id) ?? new Map<string, EventKind>();
    known.set(attempt_id, ofAttempt.set(op_id ?? "", kind as EventKind));
  }
  return known;
}

/** The last entry that closed an attempt: its number says how long the log was then, its hash is the fingerprint of all of it. */
export type ClosingEntry = { number: number; hash: string };

const CLOSING = Object.entries(EVENTS).flatMap(([kind, { closes }]) => (closes ? [kind] : []));

/** Closing entries by attempt; what arrived after the close changes neither number nor hash. */
export async function closingEntries(db: Connection, attemptIds: readonly string[]): Promise<Map<string, ClosingEntry>> {
  if (attemptIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("attempt_event")
    .select(["attempt_id", "number", "hash"])
    .where("attempt_id", "in", [...attemptIds])
    .where("kind", "in", CLOSING)
    .orderBy("number")
    .execute();
  return new Map(rows.map(({ attempt_id, number, hash }) => [attempt_id, { number, hash }]));
}

/** The log of one attempt, oldest event first. */
export async function loadEvents(db: Connection, attemptId: string): Promise<StoredEvent[]> {
  const rows = await db
    .selectFrom("attempt_event")
    .leftJoin("event_text", (join) =>
      join
        .onRef("event_text.attempt_id", "=", "attempt_event.attempt_id")
        .onRef("event_text.number", "=", "attempt_event.number"),
    )
    .selectAll("attempt_event")
    .select("event_text.text")
    .where("attempt_event.attempt_id", "=", attemptId)
    .orderBy("attempt_event.number")
    .execute();
  return rows.map((row) => eventOfRow(row, row.text));
}

export type Append = {
  /** Where the log stood when the decision was made. */
  before: { version: number; head: string };
  /** The record after all events. */
  record: AttemptRecord;
  events: readonly NewEvent[];
};

type Rows = { events: AttemptEventTable[]; texts: EventTextTable[]; responses: Map<string, ResponseTable> };

/**
 * Appends events of several attempts to their logs and writes the projections, each table with one statement
 * (400 rows at a time). The primary key (attempt, number) is the compare-and-set: when another server has written
 * meanwhile, the insert fails with a unique violation and the caller's transaction as a whole.
 * Answers each attempt as it is stored then.
 */
export async function appendEvents(trx: Connection, appends: readonly Append[]): Promise<Map<string, LoadedAttempt>> {
  const rows: Rows = { events: [], texts: [], responses: new Map() };
  const appended = new Map<string, LoadedAttempt>();
  for (const append of appends) {
    if (append.events.length === 0) continue;
    const stored = chain(append, rows);
    appended.set(stored.attempt.id, stored);
  }
  if (appended.size === 0) return appended;
  for (const part of chunks(rows.events)) await trx.insertInto("attempt_event").values(part).execute();
  for (const part of chunks(rows.texts)) await trx.insertInto("event_text").values(part).execute();
  for (const part of chunks([...rows.responses.values()])) await upsertResponses(trx, part);
  for (const part of chunks([...appended.values()].map(rowOfAttempt))) await upsertAttempts(trx, part);
  return appended;
}

function chain({ before, record, events }: Append, rows: Rows): LoadedAttempt {
  const attemptId = record.attempt.id;
  let { version: number, head } = before;
  if (number === 0) head = GENESIS;
  for (const event of events) {
    number += 1;
    let payloadValue: object = storedPayload(event);
    if (event.text !== undefined) {
      const salt = newSalt();
      rows.texts.push({ attempt_id: attemptId, number, salt, text: event.text, erased_at_ms: null });
      payloadValue = { ...payloadValue, textHash: textHash(salt, event.text) };
    }
    const payload = canonical(payloadValue);
    const core = { attemptId, number, kind: event.kind, payload, serverTimeMs: event.serverTimeMs, previousHash: head };
    const hash = eventHash(core);
    rows.events.push({
      attempt_id: attemptId,
      number,
      kind: event.kind,
      payload,
      server_time_ms: event.serverTimeMs,
      op_id: identifierOf(event),
      previous_hash: head,
      hash,
    });
    head = hash;
    if (event.kind === "operation" && isResponseKind(event.payload.operation)) {
      const key = responseKey(event.payload.position, event.payload.operation);
      const response = record.responses.get(key);
      if (response) rows.responses.set(`${attemptId}:${key}`, rowOfResponse(attemptId, response));
    }
  }
  return { attempt: record.attempt, version: number, head };
}

/** By which a repetition is known: of the operation, or of an act of a person. */
function identifierOf({ payload }: NewEvent): string | null {
  if ("opId" in payload) return payload.opId;
  return "actId" in payload ? (payload.actId ?? null) : null;
}

async function upsertResponses(trx: Connection, rows: ResponseTable[]): Promise<void> {
  await trx
    .insertInto("response")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["attempt_id", "position", "kind"]).doUpdateSet((eb) => ({
        value: eb.ref("excluded.value"),
        answered: eb.ref("excluded.answered"),
        lease: eb.ref("excluded.lease"),
        seq: eb.ref("excluded.seq"),
        saved_at_ms: eb.ref("excluded.saved_at_ms"),
      })),
    )
    .execute();
}

/** What an attempt is prepared with and keeps; every other column follows its log. */
const FIXED: readonly (keyof AttemptTable)[] = ["id", "sitting_id", "registration_id", "form_id", "number", "questions", "parts", "grace_ms"];

async function upsertAttempts(trx: Connection, rows: AttemptTable[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}) as (keyof AttemptTable)[];
  const changing = columns.filter((column) => !FIXED.includes(column));
  await trx
    .insertInto("attempt")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet((eb) => Object.fromEntries(changing.map((column) => [column, eb.ref(`excluded.${column}`)]))),
    )
    .execute();
}

function chunks<T>(rows: T[]): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) parts.push(rows.slice(start, start + ROWS_PER_INSERT));
  return parts;
}

/** Active attempts whose deadline, or the end of whose break, and grace have passed, the oldest first. */
export async function expiredAttempts(db: Connection, nowMs: number, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom("attempt")
    .select("id")
    .where("state", "=", "active")
    .where((eb) => eb(eb("deadline_at_ms", "+", eb.ref("grace_ms")), "<", nowMs))
    .orderBy("deadline_at_ms")
    .limit(most)
    .execute();
  return rows.map((row) => row.id);
}

export async function storeContentKey(trx: Connection, attemptId: string, part: number, contentKey: string): Promise<void> {
  await trx.insertInto("attempt_key").values({ attempt_id: attemptId, part, content_key: contentKey }).execute();
}

/** Content keys, by attempt and part. */
export async function contentKeys(db: Connection, attemptIds: readonly string[]): Promise<Map<string, Map<number, string>>> {
  const keys = new Map<string, Map<number, string>>();
  if (attemptIds.length === 0) return keys;
  const rows = await db
    .selectFrom("attempt_key")
    .select(["attempt_id", "part", "content_key"])
    .where("attempt_id", "in", [...attemptIds])
    .execute();
  for (const row of rows) keys.set(row.attempt_id, (keys.get(row.attempt_id) ?? new Map<number, string>()).set(row.part, row.content_key));
  return keys;
}
