/** A browser in which a person has completed a sign-in. The cookie holds a random token, the table its SHA-256. */
export interface KnownBrowserTable {
  token_hash: string;
  person_id: string;
  created_at_ms: number;
  expires_at_ms: number;
}

/** Tries of one minute that several servers count together. */
export interface BrakeCountTable {
  /** HMAC of what is counted: an account, a candidate number, a network address. */
  key_hash: string;
  tries: number;
  ends_at_ms: number;
}
