import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { isAuditAsSealed } from "#db/seals.ts";
import { BASELINE, hasBaseline, recordsNamedByAudit } from "#db/verify-records.ts";
import { RECORD_KINDS, recordHashes, type RecordIds } from "#db/vouched-records.ts";
import type { Context } from "../context.ts";

/**
 * At the first start of a program that vouches for keys, scores, rights and settings: an entry of the audit names
 * everything that no act has named, "as found". What was changed before nobody can say. Answers whether it was written.
 */
export async function writeBaseline({ db, now, log }: Pick<Context, "db" | "now" | "log">): Promise<boolean> {
  // Almost always: no start waits for the whole audit to be read.
  if (await hasBaseline(db.read)) return false;
  const written = await transact(db, async (trx) => {
    if (await hasBaseline(trx)) return null;
    const named = await recordsNamedByAudit(trx);
    // The audit was there and is gone: what stands now is vouched for by nobody. A command may have sealed before any start.
    if (!(await isAuditAsSealed(trx))) return null;
    const records: { -readonly [Kind in keyof RecordIds]: string[] } = {};
    for (const kind of RECORD_KINDS) records[kind] = [...(await recordHashes(trx, kind)).keys()].filter((id) => !named.get(kind)!.has(id));
    const found = Object.values(records).reduce((sum, ids) => sum + ids.length, 0);
    await appendAudit(trx, { kind: BASELINE, actorId: null, subjectId: null, payload: { found }, records, nowMs: now() });
    return found;
  });
  if (written !== null) log.info({ records: written }, "from now on the audit vouches for every record, as found at this start");
  return written !== null;
}
