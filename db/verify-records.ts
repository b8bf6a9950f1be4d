import { auditEvents } from "./audit.ts";
import type { Connection } from "./open.ts";
import type { Broken } from "./verify.ts";
import { RECORD_KINDS, recordHashes, type NamedRecords, type RecordKind } from "./vouched-records.ts";

/** The entry with which the audit begins to vouch for everything: what no entry has named by then. */
export const BASELINE = "baseline";

/** Whether the audit vouches for everything by now. */
export async function hasBaseline(db: Connection): Promise<boolean> {
  return (await db.selectFrom("audit_event").select("number").where("kind", "=", BASELINE).limit(1).executeTakeFirst()) !== undefined;
}

type Named = { hash: string | null; number: number; act: string };
export type NamedByAudit = Map<RecordKind, Map<string, Named>>;

/** The last entry of the audit that names each record. */
export async function recordsNamedByAudit(db: Connection): Promise<NamedByAudit> {
  const named = new Map<RecordKind, Map<string, Named>>(RECORD_KINDS.map((kind) => [kind, new Map()]));
  for (let number = 0; ; ) {
    const entries = await auditEvents(db, number, 1_000);
    if (entries.length === 0) return named;
    for (const entry of entries) {
      number = entry.number;
      const { records = {} } = JSON.parse(entry.payload) as { records?: NamedRecords };
      for (const kind of RECORD_KINDS) for (const [id, hash] of Object.entries(records[kind] ?? {})) named.get(kind)!.set(id, { hash, number, act: entry.kind });
    }
  }
}

/** Records that are not as the last audited act left them; those that no act names count from the baseline on. */
export async function verifyRecords(db: Connection): Promise<Broken[]> {
  const [named, isFromBaseline] = [await recordsNamedByAudit(db), await hasBaseline(db)];
  const broken: Broken[] = [];
  for (const kind of RECORD_KINDS) {
    const stored = await recordHashes(db, kind);
    const ofKind = named.get(kind)!;
    const note = (id: string, entry: number | null, what: string): void => void broken.push({ chain: `${kind} ${id}`, entry, what: `${kind} ${id} ${what}` });
    for (const [id, hash] of stored) {
      const last = ofKind.get(id);
      if (last === undefined || last.hash === null) {
        if (isFromBaseline) note(id, last?.number ?? null, "is there, and no audited act names it");
      } else if (last.hash !== hash) note(id, last.number, `was changed after ${last.act} (entry ${last.number} of the audit)`);
    }
    for (const [id, { hash, number, act }] of ofKind) {
      if (hash !== null && !stored.has(id)) note(id, number, `is gone; ${act} (entry ${number} of the audit) has left it`);
    }
  }
  return broken;
}
