import { canonical } from "#app/exam/attempt/canonical.ts";
import { auditHash, GENESIS } from "./hash-chain.ts";
import type { Connection } from "./open.ts";
import { nameRecords, type RecordIds } from "./vouched-records.ts";

export type AuditEntry = { kind: string; actorId: string | null; subjectId: string | null; payload?: object; /** What the act has written that later readers must find unchanged. */ records?: RecordIds; nowMs: number };

/**
 * Appends an act to the audit chain, in the transaction of the act. Two servers that append at once collide on the
 * primary key and one of the transactions is tried again. Answers its number.
 */
export async function appendAudit(trx: Connection, entry: AuditEntry): Promise<number> {
  const last = await trx
    .selectFrom("audit_event")
    .select(["number", "hash"])
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  const records = await nameRecords(trx, entry.records ?? {});
  const payload = canonical({ ...entry.payload, ...(Object.keys(records).length > 0 ? { records } : {}) });
  const number = (last?.number ?? 0) + 1;
  const previousHash = last?.hash ?? GENESIS;
  const { kind, actorId, subjectId, nowMs } = entry;
  await trx
    .insertInto("audit_event")
    .values({
      number,
      kind,
      actor_id: actorId,
      subject_id: subjectId,
      payload,
      server_time_ms: nowMs,
      previous_hash: previousHash,
      hash: auditHash({ number, kind, actorId, subjectId, payload, serverTimeMs: nowMs, previousHash }),
    })
    .execute();
  return number;
}

/** The whole chain in pieces, oldest first. */
export async function auditEvents(db: Connection, after: number, most: number) {
  return db
    .selectFrom("audit_event")
    .selectAll()
    .where("number", ">", after)
    .orderBy("number")
    .limit(most)
    .execute();
}
