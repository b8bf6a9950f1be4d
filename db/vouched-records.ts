import { canonical } from "#app/exam/attempt/canonical.ts";
import { sha256 } from "./hash-chain.ts";
import type { Connection } from "./open.ts";
import type { Tables } from "./schema/tables.ts";

/**
 * What decides about results and rights and is no event of an attempt. Whoever changes one names it in the entry of the
 * audit for their act, with the hash of what is stored then; what is stored later must still have it.
 */
export const RECORD_KINDS = ["key", "form", "sitting", "study", "registration", "roles", "score-run", "approval", "release", "setting"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
/** Identifiers by kind. A key is named `<item version>/<number>`, an approval `<score run>/<person>`, a release by its score run, roles by their person. */
export type RecordIds = Partial<Record<RecordKind, readonly string[]>>;

/**
 * The columns that are vouched for. A column that a later version adds is not, until it is written here in a kind of its own
 * or with a new baseline: the hashes that the audit holds are over these. Neither name nor address of a person: an erased
 * one is no tampering.
 */
export const VOUCHED_COLUMNS = {
  item_key: ["item_version_id", "number", "correct", "tolerance", "reason", "created_by", "created_at_ms"],
  form: ["id", "title", "practice", "limit_seconds", "pass_mark", "pass_mark_note", "state", "content_hash", "created_at_ms", "published_at_ms"],
  form_part: ["form_id", "part", "title", "limit_seconds", "one_way", "package", "package_hash"],
  form_position: ["form_id", "position", "part", "item_version_id"],
  sitting: ["id", "title", "form_id", "practice", "admits", "opens_at_ms", "last_start_at_ms", "grace_seconds", "time_zone", "results_expected_on", "created_at_ms"],
  sitting_proctor: ["sitting_id", "person_id"],
  study: ["id", "manifest", "bytes", "cleared_by", "cleared_at_ms", "declaration", "created_at_ms"],
  registration: ["id", "sitting_id", "person_id", "candidate_number", "code_hmac", "created_at_ms", "withdrawn_at_ms"],
  person: ["id", "disabled_at_ms"],
  person_role: ["person_id", "role"],
  // When it was released is of the release.
  score_run: ["id", "sitting_id", "form_id", "number", "basis_hash", "pass_mark", "created_by", "created_at_ms"],
  score: ["score_run_id", "attempt_id", "score_thousandths", "maximum_thousandths", "outcome", "positions", "profile", "log_head"],
  release_approval: ["score_run_id", "person_id", "approved_at_ms"],
  setting: ["name", "value"],
} as const satisfies { readonly [Table in keyof Tables]?: readonly (keyof Tables[Table])[] };

type VouchedTable = keyof typeof VOUCHED_COLUMNS;
type Row = Record<string, string | number | null>;
type Records = [id: string, facts: object][];
/** Reads the records of a kind: those of these identifiers, or all. */
type Reader = (db: Connection, ids: readonly string[] | null) => Promise<Records>;

/** The vouched columns of the rows whose `column` is one of `values`; of all rows where those are null. */
async function rowsOf(db: Connection, table: VouchedTable, column: string, values: readonly string[] | null): Promise<Row[]> {
  const query = db.selectFrom(table as "setting").select(VOUCHED_COLUMNS[table] as unknown as typeof VOUCHED_COLUMNS.setting);
  return (values === null ? query : query.where(column as "name", "in", [...values])).execute();
}

/** The rows that belong to a record of another table, in the order of a column, by the record they belong to. */
async function partsOf(db: Connection, table: VouchedTable, owner: string, order: string, ids: readonly string[] | null): Promise<Map<unknown, Row[]>> {
  const groups = new Map<unknown, Row[]>();
  for (const row of await rowsOf(db, table, owner, ids)) groups.set(row[owner], [...(groups.get(row[owner]) ?? []), row]);
  // Here and not by the database, whose order of texts depends on its locale.
  for (const rows of groups.values()) rows.sort((a, b) => (a[order]! < b[order]! ? -1 : 1));
  return groups;
}

/** Records of one row each, under the name in a column. */
const single = (table: VouchedTable, column: string): Reader => async (db, ids) => (await rowsOf(db, table, column, ids)).map((row) => [String(row[column]), row]);

/** Records that are named by two columns, `<first>/<second>`. */
const paired = (table: VouchedTable, first: string, second: string): Reader => async (db, ids) => {
  const firsts = ids && [...new Set(ids.map((id) => id.split("/")[0]!))];
  const named = (await rowsOf(db, table, first, firsts)).map((row): [string, object] => [`${row[first]}/${row[second]}`, row]);
  return ids === null ? named : named.filter(([id]) => ids.includes(id));
};

const READERS: Record<RecordKind, Reader> = {
  key: paired("item_key", "item_version_id", "number"),
  async form(db, ids) {
    const published = (await rowsOf(db, "form", "id", ids)).filter(({ state }) => state === "published");
    const [parts, positions] = [await partsOf(db, "form_part", "form_id", "part", ids), await partsOf(db, "form_position", "form_id", "position", ids)];
    return published.map((row) => [String(row.id), { row, parts: parts.get(row.id), positions: positions.get(row.id) }]);
  },
  async sitting(db, ids) {
    const proctors = await partsOf(db, "sitting_proctor", "sitting_id", "person_id", ids);
    return (await rowsOf(db, "sitting", "id", ids)).map((row) => [String(row.id), { row, proctors: proctors.get(row.id) }]);
  },
  study: single("study", "id"),
  registration: single("registration", "id"),
  async roles(db, ids) {
    const roles = await partsOf(db, "person_role", "person_id", "role", ids);
    return (await rowsOf(db, "person", "id", ids)).map((row) => [String(row.id), { row, roles: roles.get(row.id) }]);
  },
  async "score-run"(db, ids) {
    const scores = await partsOf(db, "score", "score_run_id", "attempt_id", ids);
    return (await rowsOf(db, "score_run", "id", ids)).map((row) => [String(row.id), { row, scores: scores.get(row.id) }]);
  },
  approval: paired("release_approval", "score_run_id", "person_id"),
  async release(db, ids) {
    const rows = await db.selectFrom("score_run").select(["id", "released_at_ms"]).where("released_at_ms", "is not", null).$if(ids !== null, (query) => query.where("id", "in", ids!)).execute();
    return rows.map((row) => [row.id, row]);
  },
  setting: single("setting", "name"),
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
