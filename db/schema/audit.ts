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

/** One row: the last server time known, so that a clock set back is noticed at the next start. */
export interface ServerClockTable {
  id: number;
  last_time_ms: number;
}

/** One row on SQLite: which server process has taken the file, and when. The right to it is a lock of the kernel. */
export interface ServerLockTable {
  id: number;
  holder: string;
  heartbeat_at_ms: number;
}
