import type { Connection } from "./open.ts";

export type StudyRow = { id: string; manifest: string; bytes: number; clearedAtMs: number | null };

/** Stores the manifest of a study; a study that is there already (same hash) stays as it is. */
export async function insertStudy(
  trx: Connection,
  study: { id: string; manifest: string; bytes: number; declaration: object; clearedBy: string | null; nowMs: number },
): Promise<void> {
  await trx
    .insertInto("study")
    .values({
      id: study.id,
      manifest: study.manifest,
      bytes: study.bytes,
      cleared_by: study.clearedBy,
      cleared_at_ms: study.clearedBy === null ? null : study.nowMs,
      declaration: JSON.stringify(study.declaration),
      created_at_ms: study.nowMs,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

export async function findStudies(db: Connection, ids: readonly string[]): Promise<Map<string, StudyRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("study").selectAll().where("id", "in", [...ids]).execute();
  return new Map(
    rows.map((row) => [row.id, { id: row.id, manifest: row.manifest, bytes: row.bytes, clearedAtMs: row.cleared_at_ms }]),
  );
}
