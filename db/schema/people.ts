export interface PersonTable {
  id: string;
  /** Lower case; null for candidates who sign in by number and code only. */
  email: string | null;
  name: string;
  /** argon2id in PHC form, or null. */
  password_hash: string | null;
  /** Secret of the second factor, encrypted with a key of the secret file (usecases/second-factor-secret.ts), or null. */
  totp_secret: string | null;
  totp_confirmed_at_ms: number | null;
  /** Number of the last accepted time step: a code counts once. */
  totp_last_step: number | null;
  created_at_ms: number;
  disabled_at_ms: number | null;
}

export interface PersonRoleTable {
  person_id: string;
  role: string;
}

/** A signed-in browser. The cookie holds a random token, the table its SHA-256. */
export interface SignInTable {
  token_hash: string;
  person_id: string;
  /** Set when a candidate signed in with an admission code. */
  registration_id: string | null;
  created_at_ms: number;
  last_seen_at_ms: number;
  expires_at_ms: number;
  /** Null while the second factor is still owed. */
  complete_at_ms: number | null;
  ended_at_ms: number | null;
}

/** From which network a failed sign-in came, until it is to be deleted. */
export interface SignInAddressTable {
  /** Of the entry of the audit. */
  audit_number: number;
  address: string;
  delete_after_ms: number;
}

/** Codes that work once in the place of a second factor that was lost. */
export interface RecoveryCodeTable {
  person_id: string;
  code_hmac: string;
  created_at_ms: number;
  used_at_ms: number | null;
}

/** Second factors that were taken away, counted from 1 for each person. */
export interface SecondFactorResetTable {
  person_id: string;
  number: number;
  /** Null when it came from the command line. */
  reset_by: string | null;
  salt: string;
  /** Null when it was erased; the audit holds its salted hash. */
  reason: string | null;
  reset_at_ms: number;
}
