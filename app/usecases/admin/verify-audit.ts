import { compareKeptSeals, type SealLine } from "#app/exam/audit/kept-seals.ts";
import { foldAttempt } from "#app/exam/attempt/attempt.ts";
import { canonical } from "#app/exam/attempt/canonical.ts";
import { loadAttempt, loadEvents, loadResponses } from "#db/attempts.ts";
import { findForm, hashOfForm, packageHashesOf } from "#db/forms.ts";
import { listSittings } from "#db/sittings.ts";
import {
  attemptIdsWithLog,
  attemptsWithoutLog,
  verifyAttempt,
  verifyAuditChain,
  verifySitting,
  type Broken,
} from "#db/verify.ts";
import { atOneMoment } from "#db/open.ts";
import { sealsInDatabase, type KnownSeals } from "#db/seals.ts";
import { verifySeals } from "#db/verify-seals.ts";
import { verifyRecords } from "#db/verify-records.ts";
import type { Context } from "../context.ts";

/** `restored`: what an admin has said of older copies that the database was replaced with; no fault, and always told. */
export type AuditReport = { ok: boolean; attempts: number; sittings: number; broken: Broken[]; restored: { fromMs: number | null; lostEntries: number }[] };

/**
 * Walks every chain of the database: the log of each attempt, its projections against the fold, the checkpoints of
 * each sitting, the acts of staff, the frozen forms, and the records that those acts have left. Names the first broken entry of each chain.
 */
export async function verifyAudit({ db, secrets, seals }: Pick<Context, "db" | "secrets" | "seals">): Promise<AuditReport> {
  const broken: Broken[] = [];
  const note = (found: Broken | null): void => void (found && broken.push(found));
  const packagesOf = packagesOnce(db);
  const attempts = await attemptIdsWithLog(db.read);
  for (const id of attempts) {
    note(await verifyAtRest(db, id, packagesOf));
  }
  for (const id of await attemptsWithoutLog(db.read)) note({ chain: `attempt ${id}`, entry: 1, what: "the whole log is gone" });
  const sittings = await listSittings(db.read);
  const forms = new Set<string>();
  for (const sitting of sittings) {
    note(await verifySitting(db.read, sitting.id, secrets.key("checkpoints")));
    forms.add(sitting.formId);
  }
  for (const formId of forms) {
    const form = await findForm(db.read, formId);
    if (form?.contentHash && (await hashOfForm(db.read, formId)) !== form.contentHash) {
      note({ chain: `form ${formId}`, entry: null, what: "the frozen form is not what was published" });
    }
    if ((await packagesOf(formId)).some(({ named, shown }) => named !== shown)) note({ chain: `form ${formId}`, entry: null, what: "what it shows is not what was frozen" });
  }
  note(await verifyAuditChain(db.read));
  broken.push(...(await atOneMoment(db, verifyRecords)));
  note(await atOneMoment(db, (trx) => verifySeals(trx, secrets.key("checkpoints"))));
  const lines = await seals.read();
  const known = await sealsInDatabase(db.read);
  broken.push(...faultsOfFile(lines, known, seals.path));
  return { ok: broken.length === 0, attempts: attempts.length, sittings: sittings.length, broken, restored: known.told.map(({ fromMs, lostEntries }) => ({ fromMs, lostEntries })) };
}

/** What is kept outside the database must be in it. It is read first: what is sealed meanwhile is in both or in the database. */
function faultsOfFile(lines: readonly SealLine[] | null, known: KnownSeals, path: string): Broken[] {
  const chain = "seal file";
  if (lines === null) return known.macs.size === 0 ? [] : [{ chain, entry: null, what: `the file of the seals (${path}) is gone` }];
  const { missing, unconfirmed } = compareKeptSeals(lines, known);
  const [first] = missing;
  const broken: Broken[] = unconfirmed.map(({ restored }) => ({ chain, entry: null, what: `${path} tells of a restore that entry ${restored} of the audit does not confirm` }));
  if (first === undefined) return broken;
  const what = `${missing.length} seals that ${path} holds, the first of them seal ${first.seal} of ${new Date(first.atMs).toISOString()}, are not in the database: they were deleted, or it is an older copy (then say so: exam audit restored)`;
  return [...broken, { chain, entry: first.seal, what }];
}

type PackagesOf = (formId: string) => ReturnType<typeof packageHashesOf>;

/** What a form shows is long and the same for all of its attempts: it is read and hashed once. */
function packagesOnce(db: Context["db"]): PackagesOf {
  const read = new Map<string, ReturnType<PackagesOf>>();
  return (formId) => {
    const hashes = read.get(formId) ?? packageHashesOf(db.read, formId);
    read.set(formId, hashes);
    return hashes;
  };
}

/** An exam may run meanwhile: what grew while it was read is read again. */
async function verifyAtRest(db: Context["db"], id: string, packagesOf: PackagesOf): Promise<Broken | null> {
  const version = async (): Promise<number | undefined> => (await loadAttempt(db.read, id))?.version;
  for (;;) {
    const before = await version();
    const found = (await verifyAttempt(db.read, id)) ?? (await compareWithFold(db, id, packagesOf).catch((error: Error) => unreadable(id, error)));
    if (found === null || (await version()) === before) return found;
  }
}

/** A log that holds what no program up to this one writes is a finding like any other: those behind it are read, too. */
function unreadable(id: string, error: Error): Broken {
  if (error.name !== "BrokenLogError") throw error;
  return { chain: `attempt ${id}`, entry: null, what: error.message };
}

/** The projection must be the fold of the log, to the last value. */
async function compareWithFold(db: Context["db"], id: string, packagesOf: PackagesOf): Promise<Broken | null> {
  const stored = await loadAttempt(db.read, id);
  const folded = foldAttempt(id, await loadEvents(db.read, id));
  const chain = `attempt ${id}`;
  if (!stored || canonical(stored.attempt) !== canonical(folded.attempt)) {
    return { chain, entry: null, what: "the stored state is not what the log says" };
  }
  // Whatever the form says of itself: the log names what this attempt shows.
  const packages = await packagesOf(stored.attempt.formId);
  if (stored.attempt.parts.some(({ packageHash }, index) => packageHash !== null && packageHash !== packages[index]?.shown)) return { chain, entry: 1, what: "its form shows something else than it was prepared with" };
  const responses = (await loadResponses(db.read, [id])).get(id) ?? new Map();
  const same =
    responses.size === folded.responses.size &&
    [...folded.responses].every(([key, response]) => canonical(responses.get(key) ?? null) === canonical(response));
  return same ? null : { chain, entry: null, what: "the stored answers are not what the log says" };
}
