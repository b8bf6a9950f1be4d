export interface FormTable {
  id: string;
  title: string;
  practice: number;
  limit_seconds: number;
  /** Correct answers needed to pass, set by the board. */
  pass_mark: number;
  pass_mark_note: string;
  /** draft or published; a published form is frozen. */
  state: string;
  /** SHA-256 over the canonical list of item versions, or null before publication. */
  content_hash: string | null;
  created_at_ms: number;
  published_at_ms: number | null;
}

/** A form has at least one part. */
export interface FormPartTable {
  form_id: string;
  /** From 1 on. */
  part: number;
  title: string;
  /** Null: the part has no limit of its own, the form's counts. */
  limit_seconds: number | null;
  /** 1: what was left cannot be seen again. */
  one_way: number;
  /** What candidates receive of the part, before encryption (JSON of FrozenPart); null while the form is a draft. */
  package: string | null;
  /** SHA-256 (hex) of its UTF-8 bytes. */
  package_hash: string | null;
}

export interface FormPositionTable {
  form_id: string;
  position: number;
  part: number;
  item_version_id: string;
}

export interface SittingTable {
  id: string;
  title: string;
  form_id: string;
  practice: number;
  /** automatic or proctor */
  admits: string;
  opens_at_ms: number;
  last_start_at_ms: number | null;
  grace_seconds: number;
  time_zone: string;
  /** ISO date on which results are expected, or null where they come at once. */
  results_expected_on: string | null;
  created_at_ms: number;
}

export interface RegistrationTable {
  id: string;
  sitting_id: string;
  person_id: string;
  candidate_number: string;
  /** HMAC-SHA-256 of the admission code; the code itself is shown once. */
  code_hmac: string;
  created_at_ms: number;
  withdrawn_at_ms: number | null;
}

/** New admission codes, counted from 1 for each registration. */
export interface CodeReissueTable {
  registration_id: string;
  number: number;
  /** Who gave it. */
  person_id: string;
  /** HMAC of the code of before, which counts again when the act is undone. */
  previous_code_hmac: string;
  /** 1: somebody has looked at the identity card. */
  identity_checked: number;
  salt: string;
  /** Null when it was erased; the audit holds its salted hash. */
  reason: string | null;
  given_at_ms: number;
  undone_by: string | null;
  undone_at_ms: number | null;
}

/** Which sittings a proctor watches. */
export interface SittingProctorTable {
  sitting_id: string;
  person_id: string;
}

export interface SettingTable {
  name: string;
  value: string;
}
