import { partOfPosition, type PartTerms } from "./parts.ts";

/** The place of an operation among all of an attempt, whatever the order of arrival. */
export type Place = { lease: number; seq: number };
/** When a question of a one-way part was visited first. */
export type FirstVisit = Place & { position: number };

/** Whether (lease, seq) comes after the other pair: the order of operations, whatever the order of arrival. */
export function isAfter(a: Place, b: Place): boolean {
  return a.lease === b.lease ? a.seq > b.seq : a.lease > b.lease;
}

type Visited = { parts: readonly PartTerms[]; lease: number; firstVisits: readonly FirstVisit[] };

/**
 * The first visits with one more. Visits in parts that are not one-way pass nothing; neither does one that arrives from a
 * browser without the seat: whoever took it over goes on working where the server had told them to.
 */
export function withFirstVisit({ parts, lease, firstVisits }: Visited, visit: FirstVisit): readonly FirstVisit[] {
  const part = partOfPosition(parts, visit.position);
  if (part === null || !parts[part - 1]?.oneWay || visit.lease < lease) return firstVisits;
  const before = firstVisits.find(({ position }) => position === visit.position);
  if (before !== undefined && !isAfter(before, visit)) return firstVisits;
  return [...firstVisits.filter((other) => other !== before), visit].sort((a, b) => a.position - b.position);
}

/**
 * Whether the candidate had gone beyond this question, in its one-way part, before the operation was made. What was made
 * before the first visit beyond counts, however late it arrives.
 */
export function isPassed({ parts, firstVisits }: Pick<Visited, "parts" | "firstVisits">, { position, lease, seq }: FirstVisit): boolean {
  const part = partOfPosition(parts, position);
  return firstVisits.some((visit) => visit.position > position && isAfter({ lease, seq }, visit) && partOfPosition(parts, visit.position) === part);
}
