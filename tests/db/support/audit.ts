import type { Db } from "#db/open.ts";

/** The acts of staff about a subject in their order: kind, who, and what was kept of it. */
export async function auditAbout(db: Db, subjectId: string | null, actorId?: string): Promise<{ kind: string; by: string | null; payload: unknown }[]> {
  const about = db.write.selectFrom("audit_event").selectAll().where("subject_id", subjectId === null ? "is" : "=", subjectId).orderBy("number");
  const rows = await (actorId === undefined ? about : about.where("actor_id", "=", actorId)).execute();
  return rows.map(({ kind, actor_id, payload }) => {
    // What the act has left is looked at in tests/usecases/tamper-evidence.test.ts.
    const { records: _records, ...facts } = JSON.parse(payload) as { records?: unknown };
    return { kind, by: actor_id, payload: facts };
  });
}

/** Runs `work` while a table is out of reach: what a use case wrote before it needs the table must not stay. */
export async function withoutTable<T>(db: Db, table: string, work: () => Promise<T>): Promise<T> {
  await db.write.schema.alterTable(table).renameTo(`${table}_away`).execute();
  try {
    return await work();
  } finally {
    await db.write.schema.alterTable(`${table}_away`).renameTo(table).execute();
  }
}
