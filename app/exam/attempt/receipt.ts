import { EVENTS, type StoredEvent } from "./events.ts";

/**
 * The entry with which an attempt was closed for the last time: its number says how long the log was then, its hash is
 * the fingerprint of all of it. Null for an attempt that was never closed. What arrives afterwards changes neither.
 */
export function closingEntry(events: readonly Pick<StoredEvent, "kind" | "number" | "hash">[]): { number: number; hash: string } | null {
  const entry = events.findLast(({ kind }) => EVENTS[kind].closes);
  return entry === undefined ? null : { number: entry.number, hash: entry.hash };
}
