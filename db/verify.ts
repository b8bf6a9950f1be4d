import { auditEvents } from "./audit.ts";
import { checkpointMac, contentKeyHashes, loadCheckpoints, type CheckpointBody } from "./checkpoints.ts";
import { auditHash, eventHash, GENESIS, textHash } from "./hash-chain.ts";
import type { Connection } from "./open.ts";

const ATTEMPTS_AT_ONCE = 400;

/** The first entry of a chain that is not what was written, in words that name it. */
export type Broken = { chain: string; entry: number | null; what: string };

/** Walks the log of one attempt: numbers without gaps, each hash, each text beside it, and the end against the projection. */
export async function verifyAttempt(db: Connection, attemptId: string): Promise<Broken | null> {
  const chain = `attempt ${attemptId}`;
  const events = await db.selectFrom("attempt_event").selectAll().where("attempt_id", "=", attemptId).orderBy("number").execute();
  const texts = new Map(
    (await db.selectFrom("event_text").selectAll().where("attempt_id", "=", attemptId).execute()).map((row) => [row.number, row]),
  );
  let previousHash = GENESIS;
  for (const [index, row] of events.entries()) {
    const entry = index + 1;
    if (row.number !== entry) return { chain, entry, what: `event ${entry} is missing` };
    if (row.previous_hash !== previousHash) return { chain, entry, what: `event ${entry} does not follow the event before it` };
    const core = {
      attemptId,
      number: row.number,
      kind: row.kind,
      payload: row.payload,
      serverTimeMs: row.server_time_ms,
      previousHash,
    };
    if (eventHash(core) !== row.hash) return { chain, entry, what: `event ${entry} (${row.kind}) was changed` };
    const said = (JSON.parse(row.payload) as { textHash?: string }).textHash;
    const text = texts.get(entry);
    if (said !== undefined && !text) return { chain, entry, what: `the text of event ${entry} is missing` };
    if (said !== undefined && text && text.text !== null && textHash(text.salt, text.text) !== said) {
      return { chain, entry, what: `the text of event ${entry} was changed` };
    }
    previousHash = row.hash;
  }
  const attempt = await db.selectFrom("attempt").select(["version", "head"]).where("id", "=", attemptId).executeTakeFirst();
  if (!attempt) return { chain, entry: null, what: "the attempt is missing, its log is there" };
  if (attempt.version !== events.length || attempt.head !== previousHash) {
    return { chain, entry: events.length + 1, what: `the log ends at event ${events.length}, the attempt says ${attempt.version}` };
  }
  return null;
}

/** Walks the checkpoints of a sitting and compares them with the logs: what they vouched for must still be there. */
export async function verifySitting(db: Connection, sittingId: string, key: Uint8Array): Promise<Broken | null> {
  const chain = `sitting ${sittingId}`;
  let previousMac = GENESIS;
  // Every one, not the last of each attempt: a log that was written anew is vouched for again by the next checkpoint.
  const vouched: [id: string, version: number, head: string][] = [];
  const vouchedKeys: [id: string, part: number, hash: string][] = [];
  let attempts = 0;
  for (const [index, checkpoint] of (await loadCheckpoints(db, sittingId)).entries()) {
    const entry = index + 1;
    if (checkpoint.number !== entry) return { chain, entry, what: `checkpoint ${entry} is missing` };
    const { body, serverTimeMs } = checkpoint;
    const expected = checkpointMac(key, { sittingId, number: entry, body, serverTimeMs, previousMac });
    if (checkpoint.previousMac !== previousMac || checkpoint.mac !== expected) {
      return { chain, entry, what: `checkpoint ${entry} was changed` };
    }
    previousMac = checkpoint.mac;
    const content = JSON.parse(body) as CheckpointBody;
    attempts = content.attempts;
    vouched.push(...content.changed);
    vouchedKeys.push(...(content.keys ?? []));
  }
  const hashes = await hashesOfLogs(db, [...new Set(vouched.map(([id]) => id))]);
  for (const [id, version, head] of vouched) {
    if (hashes.get(`${id}/${version}`) !== head) return { chain, entry: null, what: `event ${version} of attempt ${id}, vouched for by a checkpoint, is gone or changed` };
  }
  const { count } = await db
    .selectFrom("attempt")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("sitting_id", "=", sittingId)
    .executeTakeFirstOrThrow();
  if (count < attempts) return { chain, entry: null, what: `${attempts} attempts were there, ${count} are left` };
  const keys = new Map((await contentKeyHashes(db, sittingId)).map(([id, part, hash]) => [`${id}/${part}`, hash]));
  for (const [id, part, hash] of vouchedKeys) {
    if (keys.get(`${id}/${part}`) !== hash) return { chain, entry: null, what: `the content key of attempt ${id}, part ${part}, vouched for by a checkpoint, is gone or changed` };
  }
  return null;
}

/** Hashes of all events of these attempts, by `<attempt>/<number>`. */
async function hashesOfLogs(db: Connection, attemptIds: readonly string[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (let from = 0; from < attemptIds.length; from += ATTEMPTS_AT_ONCE) {
    const rows = await db.selectFrom("attempt_event").select(["attempt_id", "number", "hash"]).where("attempt_id", "in", attemptIds.slice(from, from + ATTEMPTS_AT_ONCE)).execute();
    for (const row of rows) hashes.set(`${row.attempt_id}/${row.number}`, row.hash);
  }
  return hashes;
}

/** Walks the chain of the acts of staff. */
export async function verifyAuditChain(db: Connection): Promise<Broken | null> {
  const chain = "audit";
  let previousHash = GENESIS;
  let number = 0;
  for (;;) {
    const rows = await auditEvents(db, number, 1_000);
    if (rows.length === 0) return null;
    for (const row of rows) {
      number += 1;
      if (row.number !== number) return { chain, entry: number, what: `entry ${number} is missing` };
      const core = {
        number,
        kind: row.kind,
        actorId: row.actor_id,
        subjectId: row.subject_id,
        payload: row.payload,
        serverTimeMs: row.server_time_ms,
        previousHash,
      };
      if (row.previous_hash !== previousHash || auditHash(core) !== row.hash) {
        return { chain, entry: number, what: `entry ${number} (${row.kind}) was changed` };
      }
      previousHash = row.hash;
    }
  }
}

export async function attemptIdsWithLog(db: Connection): Promise<string[]> {
  const rows = await db.selectFrom("attempt_event").select("attempt_id").distinct().orderBy("attempt_id").execute();
  return rows.map((row) => row.attempt_id);
}

/** Attempts whose projection is there but whose log is gone. */
export async function attemptsWithoutLog(db: Connection): Promise<string[]> {
  const rows = await db
    .selectFrom("attempt")
    .select("attempt.id")
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom("attempt_event").select("number").whereRef("attempt_event.attempt_id", "=", "attempt.id"))),
    )
    .orderBy("attempt.id")
    .execute();
  return rows.map((row) => row.id);
}
