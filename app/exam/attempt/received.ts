/** A run of numbers, both ends included. */
type Range = [from: number, to: number];
/**
 * Which operation numbers (`seq`) of a lease have arrived: all up to `upTo`, and those in `beyond`: ranges, ascending,
 * with at least one number missing before each. Ranges, because one missing number can have any number behind it.
 */
export type Coverage = { upTo: number; beyond: Range[] };
/** Coverage for each lease, keyed by the lease as text (JSON keys are text). */
export type Received = { [lease: string]: Coverage };

/** A request that would leave more numbers missing below its own is not taken: what is stored of gaps has a bound. */
export const MOST_MISSING = 1_000;

const NOTHING: Coverage = { upTo: 0, beyond: [] };

export function coverageOf(received: Received, lease: number): Coverage {
  return received[String(lease)] ?? NOTHING;
}

export function hasArrived(received: Received, lease: number, seq: number): boolean {
  const { upTo, beyond } = coverageOf(received, lease);
  return seq <= upTo || beyond.some(([from, to]) => from <= seq && seq <= to);
}

/** The coverage with one more number; the same value when it was there already. */
export function withArrived(received: Received, lease: number, seq: number): Received {
  if (hasArrived(received, lease, seq)) return received;
  const { upTo, beyond } = coverageOf(received, lease);
  const joined: Range[] = [];
  for (const [from, to] of [...beyond, [seq, seq] as Range].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && last[1] + 1 === from) last[1] = to;
    else joined.push([from, to]);
  }
  const [first] = joined;
  const coverage = first?.[0] === upTo + 1 ? { upTo: first[1], beyond: joined.slice(1) } : { upTo, beyond: joined };
  return { ...received, [String(lease)]: coverage };
}

/** Numbers below `seq` of this lease that have not arrived, at most `most` of them. */
export function missingBelow(received: Received, lease: number, seq: number, most = 200): number[] {
  const { upTo, beyond } = coverageOf(received, lease);
  const missing: number[] = [];
  let next = upTo + 1;
  for (const [from, to] of [...beyond, [seq, seq] as Range]) {
    while (next < Math.min(from, seq) && missing.length < most) missing.push(next++);
    next = Math.max(next, to + 1);
  }
  return missing;
}

/** How many numbers below `seq` of this lease have not arrived. */
export function countMissingBelow(received: Received, lease: number, seq: number): number {
  const { upTo, beyond } = coverageOf(received, lease);
  const arrived = beyond.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, seq - 1) - from + 1), Math.min(upTo, seq - 1));
  return Math.max(0, seq - 1 - arrived);
}

/** The largest number of this lease that has arrived, 0 when none has. */
export function highestArrived(received: Received, lease: number): number {
  const { upTo, beyond } = coverageOf(received, lease);
  return beyond.at(-1)?.[1] ?? upTo;
}
