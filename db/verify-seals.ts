import { GENESIS } from "./hash-chain.ts";
import type { Connection } from "./open.ts";
import { loadSeals, sealMac } from "./seals.ts";
import type { Broken } from "./verify.ts";

const chain = "seals";

/** Walks the seals, and what each of them vouched for must still be there: an entry of the audit, checkpoints of sittings. */
export async function verifySeals(db: Connection, key: Uint8Array): Promise<Broken | null> {
  const entries = await db.selectFrom("audit_event").select(["number", "hash"]).execute();
  const audit = new Map(entries.map(({ number, hash }) => [number, hash]));
  const rows = await db.selectFrom("checkpoint").select(["sitting_id", "number", "mac"]).execute();
  const checkpoints = new Map(rows.map((row) => [`${row.sitting_id}/${row.number}`, row.mac]));
  let previousMac = GENESIS;
  let entry = 0;
  for (const seal of await loadSeals(db)) {
    entry += 1;
    if (seal.number !== entry) return { chain, entry, what: `seal ${entry} is missing` };
    const { body, serverTimeMs, mac } = seal;
    if (seal.previousMac !== previousMac || sealMac(key, { number: entry, body, serverTimeMs, previousMac }) !== mac) return { chain, entry, what: `seal ${entry} was changed` };
    previousMac = mac;
    const [last, head] = body.audit;
    if (last > 0 && audit.get(last) !== head) return { chain: "audit", entry: last, what: `entry ${last} of the audit, vouched for by seal ${entry}, is gone or changed` };
    for (const [sittingId, [number, named]] of Object.entries(body.checkpoints)) {
      if (checkpoints.get(`${sittingId}/${number}`) !== named) return { chain: `sitting ${sittingId}`, entry: number, what: `checkpoint ${number} of sitting ${sittingId}, vouched for by seal ${entry}, is gone or changed` };
    }
  }
  return null;
}
