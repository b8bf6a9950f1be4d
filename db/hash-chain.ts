import { createHash, createHmac, randomBytes } from "node:crypto";
import { canonical } from "#app/exam/attempt/canonical.ts";

/** What the first entry of every chain names as the hash before it. */
export const GENESIS = "0".repeat(64);

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function hmac(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

export type EventCore = {
  attemptId: string;
  number: number;
  kind: string;
  /** Canonical JSON text, exactly as stored. */
  payload: string;
  serverTimeMs: number;
  previousHash: string;
};

/** SHA-256 over the canonical form of an event with the hash of the event before it. */
export function eventHash(core: EventCore): string {
  return sha256(canonical(core));
}

export type AuditCore = {
  number: number;
  kind: string;
  actorId: string | null;
  subjectId: string | null;
  payload: string;
  serverTimeMs: number;
  previousHash: string;
};

export function auditHash(core: AuditCore): string {
  return sha256(canonical(core));
}

export function newSalt(): string {
  return randomBytes(16).toString("hex");
}

/** Stands in the event for a text that may be erased later; without the salt a short text could be guessed from it. */
export function textHash(salt: string, text: string): string {
  return sha256(`${salt}:${text}`);
}
