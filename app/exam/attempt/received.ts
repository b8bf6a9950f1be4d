/** Which operation numbers (`seq`) of a lease have arrived: all up to `upTo`, and those in `beyond` (ascending). */
export type Coverage = { upTo: number; beyond: number[] };
/** Coverage for each lease, keyed by the lease as text (JSON keys are text). */
export type Received = { [lease: string]: Coverage };

const NOTHING: Coverage = { upTo: 0, beyond: [] };

export function coverageOf(received: Received, lease: number): Coverage {
  return received[String(lease)] ?? NOTHING;
}

export function hasArrived(received: Received, lease: number, seq: number): boolean {
  const coverage = coverageOf(received, lease);
  return seq <= coverage.upTo || coverage.beyond.includes(seq);
}

/** The coverage with one more number; the same value when it was there already. */
export function withArrived(received: Received, lease: number, seq: number): Received {
  if (hasArrived(received, lease, seq)) return received;
  const { upTo, beyond } = coverageOf(received, lease);
  const rest = [...beyond, seq].sort((a, b) => a - b);
  let next = upTo;
  while (rest[0] === next + 1) next = rest.shift()!;
  return { ...received, [String(lease)]: { upTo: next, beyond: rest } };
}

/** Numbers below `seq` of this lease that have not arrived, at most `most` of them. */
export function missingBelow(received: Received, lease: number, seq: number, most = 200): number[] {
  const { upTo, beyond } = coverageOf(received, lease);
  const arrived = new Set(beyond);
  const missing: number[] = [];
  for (let n = upTo + 1; n < seq && missing.length < most; n += 1) if (!arrived.has(n)) missing.push(n);
  return missing;
}

/** The largest number of this lease that has arrived, 0 when none has. */
export function highestArrived(received: Received, lease: number): number {
  const { upTo, beyond } = coverageOf(received, lease);
  return beyond.at(-1) ?? upTo;
}
