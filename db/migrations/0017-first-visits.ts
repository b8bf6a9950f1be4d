import { sql, type Kysely } from "kysely";

type Visit = { position: number; lease: number; seq: number };

/** In a one-way part nobody goes back: the server keeps when each of its questions was visited first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table attempt add column first_visits text not null default '[]'`.execute(db);
  const { rows } = await sql<{ id: string; parts: string }>`select id, parts from attempt where parts like '%"oneWay":true%'`.execute(db);
  for (const { id, parts } of rows) {
    const { rows: events } = await sql<{ kind: string; payload: string }>`select kind, payload from attempt_event where attempt_id = ${id} order by number`.execute(db);
    const firstVisits = JSON.stringify(firstVisitsIn(events, oneWayPositions(JSON.parse(parts))));
    await sql`update attempt set first_visits = ${firstVisits} where id = ${id}`.execute(db);
  }
}

function oneWayPositions(parts: readonly { questions: number; oneWay: boolean }[]): Set<number> {
  const oneWay = parts.flatMap((part) => Array.from({ length: part.questions }, () => part.oneWay));
  return new Set(oneWay.flatMap((is, index) => (is ? [index + 1] : [])));
}

/** By (lease, seq); what came from a browser without the seat is left out. */
function firstVisitsIn(events: readonly { kind: string; payload: string }[], positions: ReadonlySet<number>): Visit[] {
  const first = new Map<number, Visit>();
  let holder = 0;
  for (const { kind, payload } of events) {
    const { operation, position, lease, seq } = JSON.parse(payload);
    if (kind === "seat-taken") holder = lease;
    if (kind !== "operation" || operation !== "visit" || lease < holder || !positions.has(position)) continue;
    const before = first.get(position);
    if (before === undefined || before.lease > lease || (before.lease === lease && before.seq > seq)) first.set(position, { position, lease, seq });
  }
  return [...first.values()].sort((a, b) => a.position - b.position);
}
