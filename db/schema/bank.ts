export interface ItemTable {
  id: string;
  /** Identifier in the package it came from, or null. */
  source_id: string | null;
  /** draft, in-review, accepted, rejected, retired */
  state: string;
  created_by: string | null;
  created_at_ms: number;
}

/** Frozen once stored: an edit is a new version. */
export interface ItemVersionTable {
  id: string;
  item_id: string;
  number: number;
  title: string;
  domain: string;
  level: number;
  kind: string;
  /** JSON of ItemContent (exam/item/item.ts). */
  content: string;
  content_hash: string;
  created_by: string | null;
  created_at_ms: number;
}

/** Append-only: a changed key is a row with the next number. */
export interface ItemKeyTable {
  item_version_id: string;
  number: number;
  /** JSON list of the values of a right response (Key in exam/item/item.ts). */
  correct: string;
  /** JSON of Tolerance (exam/item/item.ts), or null. */
  tolerance: string | null;
  reason: string;
  created_by: string | null;
  created_at_ms: number;
}

/** Prepared images of a panel; the frames lie in the image store. */
export interface StudyTable {
  /** SHA-256 (hex) of the canonical manifest. */
  id: string;
  /** JSON of StudyManifest (pixels/study.ts). */
  manifest: string;
  bytes: number;
  /** Who ticked that no pixel identifies a person, and when; null until then. */
  cleared_by: string | null;
  cleared_at_ms: number | null;
  /** JSON: right to use, patient permission, source and licence. */
  declaration: string;
  created_at_ms: number;
}
