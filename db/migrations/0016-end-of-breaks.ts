import { sql, type Kysely } from "kysely";
import { COLUMN_TYPES, type DialectName } from "../dialect.ts";

const LONGEST_BREAK_MS = 86_400_000;

type Attempt = { id: string; running: string | null; between_ms: number; deadline_at_ms: number | null };
type Event = { kind: string; payload: string; server_time_ms: number };
type Break = { leftAtMs: number; endsAtMs: number };

/**
 * A break between two parts has an end, and a pause in it counts once. The logs stay; of attempts that had a break, and of
 * no others, the projection follows what the fold makes of them now.
 */
export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await sql`alter table attempt add column break_ends_at_ms ${sql.raw(COLUMN_TYPES[dialect].integer)}`.execute(db);
  const { rows } = await sql<Attempt>`select id, running, between_ms, deadline_at_ms from attempt where part_left_at_ms is not null or between_ms > 0`.execute(db);
  for (const { id, running, between_ms: formerlyMs, deadline_at_ms: deadline } of rows) {
    const { rows: events } = await sql<Event>`select kind, payload, server_time_ms from attempt_event where attempt_id = ${id} order by number`.execute(db);
    const { lasting, betweenMs } = breaksIn(events);
    const isOfWhole = running !== null && JSON.parse(running).limitMs === null;
    const runningEnd = deadline !== null && isOfWhole ? deadline - formerlyMs + betweenMs : deadline;
    await sql`update attempt set between_ms = ${betweenMs}, part_left_at_ms = ${lasting?.leftAtMs ?? null}, break_ends_at_ms = ${lasting?.endsAtMs ?? null},
      deadline_at_ms = ${lasting?.endsAtMs ?? runningEnd} where id = ${id}`.execute(db);
  }
}

/** The break that lasts at the end of a log, and the sum of those before it, without the pauses in them. */
function breaksIn(events: readonly Event[]): { lasting: Break | null; betweenMs: number } {
  let [lasting, betweenMs, pausedAtMs, closedAtMs]: [Break | null, number, number | null, number] = [null, 0, null, 0];
  for (const { kind, payload, server_time_ms: at } of events) {
    if (kind === "part-left") lasting = { leftAtMs: at, endsAtMs: at + LONGEST_BREAK_MS };
    if (kind === "part-started" && lasting !== null) [betweenMs, lasting] = [betweenMs + at - lasting.leftAtMs, null];
    if (kind === "submitted" || kind === "timed-out") closedAtMs = at;
    if (kind === "paused") pausedAtMs = at;
    if (pausedAtMs !== null && ["resumed", "terminated", "voided"].includes(kind)) {
      if (lasting !== null) lasting = { leftAtMs: lasting.leftAtMs + at - pausedAtMs, endsAtMs: lasting.endsAtMs + at - pausedAtMs };
      pausedAtMs = null;
    }
    if (lasting !== null && kind === "reopened") lasting.endsAtMs = at + Math.max(0, lasting.endsAtMs - closedAtMs);
    if (lasting !== null && (kind === "reopened" || kind === "extended")) lasting.endsAtMs += JSON.parse(payload).extensionMs;
  }
  return { lasting, betweenMs };
}
