import { canonical } from "#app/exam/attempt/canonical.ts";
import { GENESIS, hmac } from "./hash-chain.ts";
import type { Connection } from "./open.ts";

/** `changed`: [attempt, events in its log, hash of the last] of every attempt whose log has grown since the checkpoint before. */
export type CheckpointBody = { attempts: number; changed: [string, number, string][] };
export type Checkpoint = { sittingId: string; number: number; body: string; serverTimeMs: number; previousMac: string; mac: string };

export function checkpointMac(
  key: Uint8Array,
  core: { sittingId: string; number: number; body: string; serverTimeMs: number; previousMac: string },
): string {
  return hmac(key, canonical(core));
}

export async function loadCheckpoints(db: Connection, sittingId: string): Promise<Checkpoint[]> {
  const rows = await db
    .selectFrom("checkpoint")
    .selectAll()
    .where("sitting_id", "=", sittingId)
    .orderBy("number")
    .execute();
  return rows.map((row) => ({
    sittingId: row.sitting_id,
    number: row.number,
    body: row.body,
    serverTimeMs: row.server_time_ms,
    previousMac: row.previous_mac,
    mac: row.mac,
  }));
}

/** Appends one checkpoint over the heads of all attempts of the sitting that have grown; none when nothing has. */
export async function appendCheckpoint(trx: Connection, sittingId: string, key: Uint8Array, nowMs: number): Promise<boolean> {
  const past = await loadCheckpoints(trx, sittingId);
  const known = new Map<string, string>();
  for (const checkpoint of past) {
    for (const [id, , head] of (JSON.parse(checkpoint.body) as CheckpointBody).changed) known.set(id, head);
  }
  const attempts = await trx
    .selectFrom("attempt")
    .select(["id", "version", "head"])
    .where("sitting_id", "=", sittingId)
    .orderBy("id")
    .execute();
  const changed = attempts
    .filter((attempt) => known.get(attempt.id) !== attempt.head)
    .map((attempt): [string, number, string] => [attempt.id, attempt.version, attempt.head]);
  if (changed.length === 0) return false;
  const last = past.at(-1);
  const body = canonical({ attempts: attempts.length, changed } satisfies CheckpointBody);
  const core = {
    sittingId,
    number: (last?.number ?? 0) + 1,
    body,
    serverTimeMs: nowMs,
    previousMac: last?.mac ?? GENESIS,
  };
  await trx
    .insertInto("checkpoint")
    .values({
      sitting_id: sittingId,
      number: core.number,
      body,
      server_time_ms: nowMs,
      previous_mac: core.previousMac,
      mac: checkpointMac(key, core),
    })
    .execute();
  return true;
}
