import { canonical } from "#app/exam/attempt/canonical.ts";
import { sha256 } from "./hash-chain.ts";
import type { Connection } from "./open.ts";

/**
 * What decides about results and rights and is no event of an attempt. Whoever changes one names it in the entry of the
 * audit for their act, with the hash of what is stored then; what is stored later must still have it.
 */
export const RECORD_KINDS = ["key", "form", "sitting", "study", "registration", "roles", "score-run", "approval", "release", "setting"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
/** Identifiers by kind. A key is named `<item version>/<number>`, an approval `<score run>/<person>`, a release by its score run, roles by their person. */
export type RecordIds = Partial<Record<RecordKind, readonly string[]>>;

type Rows = [id: string, facts: object][];
/** Reads the records of a kind: those of these identifiers, or all. */
type Reader = (db: Connection, ids: readonly string[] | null) => Promise<Rows>;

const READERS: Record<RecordKind, Reader> = {
  async key(db, ids) {
    const versions = ids && [...new Set(ids.map((id) => id.split("/")[0]!))];
    const rows = await db.selectFrom("item_key").selectAll().$if(versions !== null, (query) => query.where("item_version_id", "in", versions!)).execute();
    return rows.map((row) => [`${row.item_version_id}/${row.number}`, row] as [string, object]).filter(([id]) => ids === null || ids.includes(id));
  },
  async form(db, ids) {
    const forms = await db.selectFrom("form").selectAll().where("state", "=", "published").$if(ids !== null, (query) => query.where("id", "in", ids!)).execute();
    const parts = groupedBy(await db.selectFrom("form_part").selectAll().orderBy("part").execute(), "form_id");
    const positions = groupedBy(await db.selectFrom("form_position").selectAll().orderBy("position").execute(), "form_id");
    return forms.map((row) => [row.id, { row, parts: parts.get(row.id), positions: positions.get(row.id) }]);
  },
  async sitting(db, ids) {
    const rows = await db.selectFrom("sitting").selectAll().$if(ids !== null, (query) => query.where("id", "in", ids!)).execute();
    const proctors = groupedBy(await db.selectFrom("sitting_proctor").selectAll().orderBy("person_id").execute(), "sitting_id");
    return rows.map((row) => [row.id, { row, proctors: proctors.get(row.id) }]);
  },
  async study(db, ids) {
    const rows = await db.selectFrom("study").selectAll().$if(ids !== null, (query) => query.where("id", "in", ids!)).execute();
    return rows.map((row) => [row.id, row]);
  },
  async registration(db, ids) {
    const rows = await db.selectFrom("registration").selectAll().$if(ids !== null, (query) => query.where("id", "in", ids!)).execute();
    return rows.map((row) => [row.id, row]);
  },
  // Neither name nor address: an erased person is no tampering.
  async roles(db, ids) {
    const people = await db.selectFrom("person").select(["id", "disabled_at_ms"]).$if(ids !== null, (query) => query.where("id", "in", ids!)).execute();
    const roles = groupedBy(await db.selectFrom("person_role").selectAll().orderBy("role").$if(ids !== null, (query) => query.where("person_id", "in", ids!)).execute(), "person_id");
    return people.map((row) => [row.id, { row, roles: roles.get(row.id) }]);
  },
  async "score-run"(db, ids) {
    // When it was released is of the release.
    const runs = await db.selectFrom("score_run").select(["id", "sitting_id", "form_id", "number", "basis_hash", "pass_mark", "created_by", "created_at_ms"]).$if(ids !== null, (query) => query.where("id", "in", ids!)).execute();
    const scores = groupedBy(await db.selectFrom("score").selectAll().orderBy("attempt_id").$if(ids !== null, (query) => query.where("score_run_id", "in", ids!)).execute(), "score_run_id");
    return runs.map((row) => [row.id, { row, scores: scores.get(row.id) }]);
  },
  async approval(db, ids) {
    const runs = ids && [...new Set(ids.map((id) => id.split("/")[0]!))];
    const rows = await db.selectFrom("release_approval").selectAll().$if(runs !== null, (query) => query.where("score_run_id", "in", runs!)).execute();
    return rows.map((row) => [`${row.score_run_id}/${row.person_id}`, row] as [string, object]).filter(([id]) => ids === null || ids.includes(id));
  },
  async release(db, ids) {
    const rows = await db.selectFrom("score_run").select(["id", "released_at_ms"]).where("released_at_ms", "is not", null).$if(ids !== null, (query) => query.where("id", "in", ids!)).execute();
    return rows.map((row) => [row.id, row]);
  },
  async setting(db, ids) {
    const rows = await db.selectFrom("setting").selectAll().$if(ids !== null, (query) => query.where("name", "in", ids!)).execute();
    return rows.map((row) => [row.name, row]);
  },
};

/** SHA-256 of each record of a kind as it is stored now, by identifier; of these identifiers only where they are given. */
export async function recordHashes(db: Connection, kind: RecordKind, ids: readonly string[] | null = null): Promise<Map<string, string>> {
  if (ids?.length === 0) return new Map();
  return new Map((await READERS[kind](db, ids)).map(([id, facts]) => [id, sha256(canonical(facts))]));
}

/** As an entry of the audit holds it: by kind and identifier the hash, null where there is no such record (any more). */
export type NamedRecords = Partial<Record<RecordKind, Record<string, string | null>>>;

/** The records as they are stored now, for the entry of the act that has just written them. */
export async function nameRecords(trx: Connection, named: RecordIds): Promise<NamedRecords> {
  const records: NamedRecords = {};
  for (const kind of RECORD_KINDS) {
    const ids = named[kind];
    if (ids === undefined || ids.length === 0) continue;
    const hashes = await recordHashes(trx, kind, ids);
    records[kind] = Object.fromEntries(ids.map((id) => [id, hashes.get(id) ?? null]));
  }
  return records;
}

function groupedBy<Row extends object, Column extends keyof Row>(rows: readonly Row[], column: Column): Map<Row[Column], Row[]> {
  const groups = new Map<Row[Column], Row[]>();
  for (const row of rows) groups.set(row[column], [...(groups.get(row[column]) ?? []), row]);
  return groups;
}
