import { canonical } from "#app/exam/attempt/canonical.ts";
import { GENESIS, hmac, sha256 } from "./hash-chain.ts";
import type { Connection } from "./open.ts";

/** `changed`: [attempt, events in its log, hash of the last] of every attempt whose log has grown since the checkpoint before. */
export type CheckpointBody = {
  attempts: number;
  changed: [string, number, string][];
  /** [attempt, part, SHA-256 of its content key] of keys that no checkpoint before has named; in bodies until November 2026 there is none. */
  keys?: [string, number, string][];
};
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
  const knownKeys = new Set<string>();
  for (const checkpoint of past) {
    const { changed, keys = [] } = JSON.parse(checkpoint.body) as CheckpointBody;
    for (const [id, , head] of changed) known.set(id, head);
    for (const [id, part] of keys) knownKeys.add(`${id}/${part}`);
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
  const keys = (await contentKeyHashes(trx, sittingId)).filter(([id, part]) => !knownKeys.has(`${id}/${part}`));
  const body = canonical({ attempts: attempts.length, changed, ...(keys.length > 0 ? { keys } : {}) } satisfies CheckpointBody);
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

/** [attempt, part, SHA-256 of its content key] of a sitting: a key never changes once a browser may have it. */
export async function contentKeyHashes(db: Connection, sittingId: string): Promise<[string, number, string][]> {
  const rows = await db
    .selectFrom("attempt_key")
    .innerJoin("attempt", "attempt.id", "attempt_key.attempt_id")
    .select(["attempt_key.attempt_id", "attempt_key.part", "attempt_key.content_key"])
    .where("attempt.sitting_id", "=", sittingId)
    .orderBy("attempt_key.attempt_id")
    .orderBy("attempt_key.part")
    .execute();
  return rows.map((row) => [row.attempt_id, row.part, sha256(row.content_key)]);
}
