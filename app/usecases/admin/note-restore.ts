import { compareKeptSeals } from "#app/exam/audit/kept-seals.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { appendSeal, sealsInDatabase } from "#db/seals.ts";
import type { Context } from "../context.ts";

/**
 * An admin says that the database is an older copy: what is kept outside it and not in it was lost, not deleted. The audit
 * and every later check say so. `lostEntries`: entries of the audit that are not here.
 */
export async function noteRestore({ db, secrets, seals, now }: Pick<Context, "db" | "secrets" | "seals" | "now">): Promise<{ ok: true; lostEntries: number } | Refusal> {
  const lines = await seals.read();
  if (lines === null) return refuse("no-seal-file", seals.path);
  const noted = await transact(db, async (trx) => {
    const known = await sealsInDatabase(trx);
    const { missing } = compareKeptSeals(lines, known);
    if (missing.length === 0) return null;
    const entriesHere = known.lastAudit;
    const lostEntries = Math.max(0, Math.max(...missing.map(({ audit }) => audit)) - entriesHere);
    const entry = await appendAudit(trx, { kind: "restored", actorId: null, subjectId: null, payload: { lost: missing.length, lostEntries, fromMs: known.lastSealAtMs }, nowMs: now() });
    const seal = await appendSeal(trx, secrets.key("checkpoints"), now());
    return { entry, seal: seal!, lost: missing.length, lostEntries };
  });
  if (noted === null) return refuse("nothing-restored");
  const { entry, seal, lost, lostEntries } = noted;
  await seals.append([{ restored: entry, lost }, { seal: seal.number, mac: seal.mac, atMs: seal.serverTimeMs, audit: seal.body.audit[0] }]);
  return { ok: true, lostEntries };
}
