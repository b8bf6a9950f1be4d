/** The parts of a form as an attempt of it was prepared with them. Durations are milliseconds. */
export type PartTerms = {
  /** SHA-256 (hex) of what the part shows; null in attempts prepared before that was frozen (protocol 1). */
  packageHash: string | null;
  questions: number;
  /** The part's own limit; null: the form's counts. */
  limitMs: number | null;
  /** Its questions come one after another, and none is seen again. */
  oneWay: boolean;
};

/** The part that runs: its own start, and what was added to its time. */
export type RunningPart = { startedAtMs: number; limitMs: number | null; extensionMs: number; pausedMs: number };

/** The part in which a position stands, from 1 on; positions count through all parts. Null for none. */
export function partOfPosition(parts: readonly PartTerms[], position: number): number | null {
  let last = 0;
  for (const [index, { questions }] of parts.entries()) {
    last += questions;
    if (position >= 1 && position <= last) return index + 1;
  }
  return null;
}

/** The positions of a part, ascending. */
export function positionsOfPart(parts: readonly PartTerms[], part: number): number[] {
  const before = parts.slice(0, part - 1).reduce((sum, { questions }) => sum + questions, 0);
  return Array.from({ length: parts[part - 1]?.questions ?? 0 }, (_, index) => before + index + 1);
}

/** Whether a part is over: left by the candidate or by time. The running one and later ones are not. */
export function isPartOver({ part, running }: { part: number; running: RunningPart | null }, asked: number): boolean {
  return asked < part || (asked === part && running === null);
}
