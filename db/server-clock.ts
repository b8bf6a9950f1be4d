import { sql } from "kysely";
import type { ClockFinding, StoredTime } from "#app/exam/time/judge-server-clock.ts";
import type { Connection, Db } from "./open.ts";

export type StoredClock = StoredTime & {
  /** Not null while a server's clock is in doubt: how far the machine's clock is ahead of the server's time. */
  doubtAheadMs: number | null;
};

/** What the servers have stored of their clock, or null at the first start. */
export async function loadServerClock(db: Connection): Promise<StoredClock | null> {
  const row = await db.selectFrom("server_clock").selectAll().where("id", "=", 1).executeTakeFirst();
  return row ? { lastTimeMs: row.last_time_ms, offsetMs: row.offset_ms, doubtAheadMs: row.doubt_ahead_ms } : null;
}

/** Stores the server's time; one below the last leaves that as it is. */
export async function storeServerClock(trx: Connection, { nowMs, offsetMs, doubtAheadMs }: { nowMs: number; offsetMs: number; doubtAheadMs: number | null }): Promise<void> {
  await trx
    .insertInto("server_clock")
    .values({ id: 1, last_time_ms: nowMs, offset_ms: offsetMs, doubt_ahead_ms: doubtAheadMs })
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        last_time_ms: eb.case().when("server_clock.last_time_ms", ">", nowMs).then(eb.ref("server_clock.last_time_ms")).else(nowMs).end(),
        offset_ms: offsetMs,
        doubt_ahead_ms: doubtAheadMs,
      })),
    )
    .execute();
}

/** The last time that was stored with anything, up to seconds after the clock's own: events of attempts and acts of staff. */
export async function lastStoredTime(db: Connection): Promise<number | null> {
  const stored = await loadServerClock(db);
  const event = await db.selectFrom("attempt").select((eb) => eb.fn.max("last_event_at_ms").as("ms")).executeTakeFirst();
  const audit = await db.selectFrom("audit_event").select("server_time_ms as ms").orderBy("number", "desc").limit(1).executeTakeFirst();
  const known = [stored?.lastTimeMs, event?.ms, audit?.ms].filter((ms) => ms !== undefined && ms !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** The attempts that lose time while the clock goes on: paused ones do not. */
export async function attemptsOnTime(db: Connection): Promise<string[]> {
  const rows = await db.selectFrom("attempt").select("id").where("state", "=", "active").orderBy("id").execute();
  return rows.map(({ id }) => id);
}

export type ClockConfirmation = { id: string; finding: ClockFinding; personId: string | null; shownAheadMs: number };

export async function insertClockConfirmation(trx: Connection, { id, finding, personId, shownAheadMs, nowMs }: ClockConfirmation & { nowMs: number }): Promise<void> {
  await trx
    .insertInto("clock_confirmation")
    .values({ id, finding, person_id: personId, shown_ahead_ms: shownAheadMs, asked_at_ms: nowMs, settled_at_ms: null, refused: null })
    .execute();
}

/** The confirmations that no server has settled, oldest first. */
export async function openClockConfirmations(db: Connection): Promise<ClockConfirmation[]> {
  const rows = await db.selectFrom("clock_confirmation").selectAll().where("settled_at_ms", "is", null).orderBy("asked_at_ms").orderBy("id").execute();
  return rows.map((row) => ({ id: row.id, finding: row.finding as ClockFinding, personId: row.person_id, shownAheadMs: row.shown_ahead_ms }));
}

/** Answers false when it has been settled before, by another server for example. */
export async function settleClockConfirmation(trx: Connection, id: string, { nowMs, refused }: { nowMs: number; refused: string | null }): Promise<boolean> {
  const { numUpdatedRows } = await trx.updateTable("clock_confirmation").set({ settled_at_ms: nowMs, refused }).where("id", "=", id).where("settled_at_ms", "is", null).executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What became of a confirmation: null when there is none of this identifier. */
export async function findClockConfirmation(db: Connection, id: string): Promise<{ settled: boolean; refused: string | null } | null> {
  const row = await db.selectFrom("clock_confirmation").select(["settled_at_ms", "refused"]).where("id", "=", id).executeTakeFirst();
  return row ? { settled: row.settled_at_ms !== null, refused: row.refused } : null;
}

/** The clock of the database: on PostgreSQL of its own machine, on SQLite of this one. Epoch milliseconds. */
export async function databaseTime({ dialect, read }: Db): Promise<number> {
  const seconds = dialect === "postgres" ? sql<number>`extract(epoch from clock_timestamp())::double precision` : sql<number>`unixepoch('subsec')`;
  const { rows } = await sql<{ seconds: number }>`select ${seconds} as seconds`.execute(read);
  return rows[0]!.seconds * 1_000;
}
