/** Projection of the log: written by the fold only, in the transaction that appends the events. */
export interface AttemptTable {
  id: string;
  sitting_id: string;
  registration_id: string;
  form_id: string;
  number: number;
  state: string;
  questions: number;
  /** JSON of PartTerms[] (exam/attempt/parts.ts). */
  parts: string;
  part: number;
  /** JSON of RunningPart, or null. */
  running: string | null;
  part_left_at_ms: number | null;
  between_ms: number;
  break_ends_at_ms: number | null;
  limit_ms: number;
  grace_ms: number;
  extension_ms: number;
  paused_ms: number;
  paused_at_ms: number | null;
  rules_version: string | null;
  started_at_ms: number | null;
  /** When the server ends what there is: the deadline, or between two parts the end of the break. */
  deadline_at_ms: number | null;
  closed_at_ms: number | null;
  lease: number;
  lease_taken_at_ms: number | null;
  browser_id: string | null;
  seat_released_until_ms: number | null;
  /** JSON of Received (exam/attempt/received.ts). */
  received: string;
  /** JSON of { lease, seq } or null. */
  submit_asked: string | null;
  /** JSON of { lease, seq } or null. */
  leave_asked: string | null;
  /** JSON of { lease, seq, position }. */
  visit: string;
  /** JSON of the visited positions, ascending. */
  seen: string;
  /** JSON of FirstVisit[] (exam/attempt/one-way.ts). */
  first_visits: string;
  answered: number;
  flagged: number;
  last_event_at_ms: number;
  /** UTF-8 bytes of notes and reports in the log, since migration 0022. */
  text_bytes: number;
  /** Events in the log, and the hash of the last one. */
  version: number;
  head: string;
}

export interface AttemptEventTable {
  attempt_id: string;
  number: number;
  kind: string;
  /** JSON in canonical form: exactly the bytes that were hashed. */
  payload: string;
  server_time_ms: number;
  /** Set for events of an operation; unique within the attempt. */
  op_id: string | null;
  previous_hash: string;
  hash: string;
}

/** Texts beside the log, so that they can be erased without breaking the chain. */
export interface EventTextTable {
  attempt_id: string;
  number: number;
  salt: string;
  text: string | null;
  erased_at_ms: number | null;
}

/** Projection of the log: the counting value for each question and kind. */
export interface ResponseTable {
  attempt_id: string;
  position: number;
  kind: string;
  /** JSON */
  value: string;
  /** 1 where the question counts as answered by it. */
  answered: number;
  lease: number;
  seq: number;
  saved_at_ms: number;
}

/** Keys that encrypt the package and the frames of an attempt, one for each part of its form. Base64. */
export interface AttemptKeyTable {
  attempt_id: string;
  part: number;
  content_key: string;
}

/** The sitting's own chain over the heads of its attempts. */
export interface CheckpointTable {
  sitting_id: string;
  number: number;
  /** JSON in canonical form: { attempts, changed: [[id, version, head]] }. */
  body: string;
  server_time_ms: number;
  previous_mac: string;
  /** HMAC-SHA-256 with the key of the secret file. */
  mac: string;
}

/** Last sign of life of each browser: not part of the log. */
export interface PresenceTable {
  attempt_id: string;
  seen_at_ms: number;
  lease: number;
  waiting: number;
  oldest_waiting_ms: number;
  position: number;
  visible: number;
  full_screen: number;
  rtt_ms: number | null;
  /** Which build of the program made the page of this browser. */
  build: string | null;
}
