import { sql, type Kysely } from "kysely";

/**
 * Adds the visited questions to the projection `attempt`, and fills them from the log of each attempt that is there.
 * The log is read as it was written then, not with the fold of today: a migration stays true when the fold changes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table attempt add column seen text not null default '[]'`.execute(db);
  const { rows: attempts } = await sql<{ id: string }>`select id from attempt`.execute(db);
  for (const { id } of attempts) {
    const { rows } = await sql<{ payload: string }>`
      select payload from attempt_event where attempt_id = ${id} and kind = 'operation'`.execute(db);
    const seen = visitedIn(rows.map((row) => row.payload));
    if (seen.length > 0) await sql`update attempt set seen = ${JSON.stringify(seen)} where id = ${id}`.execute(db);
  }
}

function visitedIn(payloads: readonly string[]): number[] {
  const operations = payloads.map((payload) => JSON.parse(payload) as { operation: string; position: number });
  const visits = operations.filter((one) => one.operation === "visit").map((one) => one.position);
  return [...new Set(visits)].sort((a, b) => a - b);
}
