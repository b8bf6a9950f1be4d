export interface ScoreRunTable {
  id: string;
  sitting_id: string;
  form_id: string;
  number: number;
  /** SHA-256 over form hash, keys, pass mark and rules: what the scores were computed from. */
  basis_hash: string;
  /** Marks. */
  pass_mark: number;
  created_by: string | null;
  created_at_ms: number;
  released_at_ms: number | null;
}

export interface ScoreTable {
  score_run_id: string;
  attempt_id: string;
  score_thousandths: number;
  maximum_thousandths: number;
  outcome: string;
  /** JSON of PositionScore[]. */
  positions: string;
  /** JSON of ProfileRow[]. */
  profile: string;
  /** Head of the log that was scored. */
  log_head: string;
}

export interface ReleaseApprovalTable {
  score_run_id: string;
  person_id: string;
  approved_at_ms: number;
}
