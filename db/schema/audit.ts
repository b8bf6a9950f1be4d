import type { Generated } from "kysely";

/** Acts of staff and of the system that are no event of an attempt: one hash chain for the whole database. */
export interface AuditEventTable {
  number: number;
  kind: string;
  actor_id: string | null;
  /** Opaque identifier of what the act was done to. */
  subject_id: string | null;
  /** JSON in canonical form; opaque identifiers and figures only. */
  payload: string;
  server_time_ms: number;
  previous_hash: string;
  hash: string;
}

/** One row: what is known of the server's clock, so that a machine whose clock was set is noticed at the next start. */
export interface ServerClockTable {
  id: number;
  /** Never decreases. */
  last_time_ms: number;
  /** Server time minus machine time where an admin has found the machine's clock to be wrong, else 0. */
  offset_ms: Generated<number>;
  /** While the clock is in doubt: how far the machine's clock is ahead of the server's time (negative: behind). */
  doubt_ahead_ms: number | null;
}

/** What an admin says of a clock in doubt: written by the page or the command line, settled by the server that is in doubt. */
export interface ClockConfirmationTable {
  id: string;
  /** ClockFinding (exam/time/judge-server-clock.ts). */
  finding: string;
  /** Null when it came from the command line. */
  person_id: string | null;
  /** What the admin was shown: nothing follows when the machine's clock was set meanwhile. */
  shown_ahead_ms: number;
  asked_at_ms: number;
  settled_at_ms: number | null;
  /** Why nothing followed, or null. */
  refused: string | null;
}

/** A chain of MACs over how far the audit and the checkpoints have come; its last one is kept outside the database, too. */
export interface SealTable {
  number: number;
  /** JSON of SealBody (db/seals.ts). */
  body: string;
  server_time_ms: number;
  previous_mac: string;
  mac: string;
}

/** One row on SQLite: which server process has taken the file, and when. The right to it is a lock of the kernel. */
export interface ServerLockTable {
  id: number;
  holder: string;
  heartbeat_at_ms: number;
}
