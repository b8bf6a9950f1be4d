import type { Heartbeat } from "#app/exam/attempt/protocol.ts";
import type { Connection } from "./open.ts";

/** `build`: of the program that made the page; null where the page did not say. */
export type Presence = Heartbeat & { attemptId: string; seenAtMs: number; build: string | null };

/** Writes the last sign of life of several browsers; presence is no part of the log. */
export async function storePresence(trx: Connection, rows: readonly Presence[]): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .insertInto("presence")
    .values(
      rows.map((row) => ({
        attempt_id: row.attemptId,
        seen_at_ms: row.seenAtMs,
        lease: row.lease,
        waiting: row.waiting,
        oldest_waiting_ms: row.oldestWaitingMs,
        position: row.position,
        visible: Number(row.visible),
        full_screen: Number(row.fullScreen),
        rtt_ms: row.rttMs,
        build: row.build,
      })),
    )
    .onConflict((conflict) =>
      conflict.column("attempt_id").doUpdateSet((eb) => ({
        seen_at_ms: eb.ref("excluded.seen_at_ms"),
        lease: eb.ref("excluded.lease"),
        waiting: eb.ref("excluded.waiting"),
        oldest_waiting_ms: eb.ref("excluded.oldest_waiting_ms"),
        position: eb.ref("excluded.position"),
        visible: eb.ref("excluded.visible"),
        full_screen: eb.ref("excluded.full_screen"),
        rtt_ms: eb.ref("excluded.rtt_ms"),
        build: eb.ref("excluded.build"),
      })),
    )
    .execute();
}

export async function loadPresence(db: Connection, attemptIds: readonly string[]): Promise<Map<string, Presence>> {
  if (attemptIds.length === 0) return new Map();
  const rows = await db.selectFrom("presence").selectAll().where("attempt_id", "in", [...attemptIds]).execute();
  return new Map(
    rows.map((row) => [
      row.attempt_id,
      {
        attemptId: row.attempt_id,
        seenAtMs: row.seen_at_ms,
        lease: row.lease,
        waiting: row.waiting,
        oldestWaitingMs: row.oldest_waiting_ms,
        position: row.position,
        visible: row.visible === 1,
        fullScreen: row.full_screen === 1,
        rttMs: row.rtt_ms,
        build: row.build,
      },
    ]),
  );
}
