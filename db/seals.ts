import { canonical } from "#app/exam/attempt/canonical.ts";
import { GENESIS, hmac } from "./hash-chain.ts";
import type { Connection } from "./open.ts";

/**
 * What a seal vouches for: number and hash of the last entry of the audit, and of the sittings whose logs have grown
 * number and MAC of their last checkpoint.
 */
export type SealBody = { audit: [number, string]; checkpoints: Record<string, [number, string]> };
export type Seal = { number: number; body: SealBody; serverTimeMs: number; previousMac: string; mac: string };

/** A checkpoint may be committed so much later than the time in it says. */
const COMMITTED_WITHIN_MS = 120_000;

export function sealMac(key: Uint8Array, { number, body, serverTimeMs, previousMac }: Omit<Seal, "mac">): string {
  return hmac(key, canonical({ number, body, serverTimeMs, previousMac }));
}

/** The seals after a number, oldest first. */
export async function loadSeals(db: Connection, after = 0): Promise<Seal[]> {
  const rows = await db.selectFrom("seal").selectAll().where("number", ">", after).orderBy("number").execute();
  return rows.map((row) => ({ number: row.number, body: JSON.parse(row.body) as SealBody, serverTimeMs: row.server_time_ms, previousMac: row.previous_mac, mac: row.mac }));
}

async function lastSeal(db: Connection): Promise<Seal | null> {
  const last = await db.selectFrom("seal").select("number").orderBy("number", "desc").limit(1).executeTakeFirst();
  return last ? ((await loadSeals(db, last.number - 1))[0] ?? null) : null;
}

/** Whether the audit has entries that no seal vouches for: cheap enough to ask every second. */
export async function isAuditAhead(db: Connection): Promise<boolean> {
  const entry = await db.selectFrom("audit_event").select("number").orderBy("number", "desc").limit(1).executeTakeFirst();
  return (entry?.number ?? 0) !== ((await lastSeal(db))?.body.audit[0] ?? 0);
}

/** Whether the entry of the audit that the last seal vouches for is there; so it is where nothing is sealed yet. */
export async function isAuditAsSealed(db: Connection): Promise<boolean> {
  const [number, hash] = (await lastSeal(db))?.body.audit ?? [0, GENESIS];
  if (number === 0) return true;
  const entry = await db.selectFrom("audit_event").select("hash").where("number", "=", number).executeTakeFirst();
  return entry?.hash === hash;
}

/** Seals how far everything has come; null when nothing has since the last seal. */
export async function appendSeal(trx: Connection, key: Uint8Array, nowMs: number): Promise<Seal | null> {
  const last = await lastSeal(trx);
  const entry = await trx.selectFrom("audit_event").select(["number", "hash"]).orderBy("number", "desc").limit(1).executeTakeFirst();
  const audit: [number, string] = [entry?.number ?? 0, entry?.hash ?? GENESIS];
  const recent = await trx
    .selectFrom("checkpoint")
    .select(["sitting_id", "number", "mac"])
    .where("server_time_ms", ">=", (last?.serverTimeMs ?? 0) - COMMITTED_WITHIN_MS)
    .orderBy("number")
    .execute();
  // The last of each sitting stays.
  const checkpoints = Object.fromEntries(recent.map((row) => [row.sitting_id, [row.number, row.mac] satisfies [number, string]]));
  const isKnown = (sittingId: string, [number]: [number, string]): boolean => last?.body.checkpoints[sittingId]?.[0] === number;
  if (last?.body.audit[0] === audit[0] && Object.entries(checkpoints).every(([id, named]) => isKnown(id, named))) return null;
  if (last === null && entry === undefined && recent.length === 0) return null;
  const core = { number: (last?.number ?? 0) + 1, body: { audit, checkpoints }, serverTimeMs: nowMs, previousMac: last?.mac ?? GENESIS };
  const mac = sealMac(key, core);
  await trx.insertInto("seal").values({ number: core.number, body: canonical(core.body), server_time_ms: nowMs, previous_mac: core.previousMac, mac }).execute();
  return { ...core, mac };
}

export type KnownSeals = {
  macs: Map<number, string>;
  /** By entry of the audit: what an admin has said of a restore. */
  restores: Map<number, number>;
  told: { entry: number; fromMs: number | null; lostEntries: number }[];
  lastAudit: number;
  lastSealAtMs: number | null;
};

/** What is compared with the seals that are kept outside the database. */
export async function sealsInDatabase(db: Connection): Promise<KnownSeals> {
  const seals = await db.selectFrom("seal").select(["number", "mac", "server_time_ms"]).orderBy("number").execute();
  const rows = await db.selectFrom("audit_event").select(["number", "payload"]).where("kind", "=", "restored").orderBy("number").execute();
  const last = await db.selectFrom("audit_event").select("number").orderBy("number", "desc").limit(1).executeTakeFirst();
  const restores = rows.map(({ number, payload }) => ({ entry: number, ...(JSON.parse(payload) as { lost: number; lostEntries: number; fromMs: number | null }) }));
  return {
    macs: new Map(seals.map(({ number, mac }) => [number, mac])),
    restores: new Map(restores.map(({ entry, lost }) => [entry, lost])),
    told: restores.map(({ entry, fromMs, lostEntries }) => ({ entry, fromMs, lostEntries })),
    lastAudit: last?.number ?? 0,
    lastSealAtMs: seals.at(-1)?.server_time_ms ?? null,
  };
}
