import { refuse, type Refusal } from "../refusal.ts";

export const APPROVALS_NEEDED = 2;

export type ReleaseState = { released: boolean; approvals: readonly { personId: string }[] };

/**
 * One board member's approval of a score run. Two different persons release; the same person twice is refused,
 * whatever roles they hold.
 */
export function approveRelease(
  run: ReleaseState,
  personId: string,
): { ok: true; releases: boolean } | Refusal {
  if (run.released) return refuse("already-released");
  if (run.approvals.some((approval) => approval.personId === personId)) return refuse("second-person-needed");
  return { ok: true, releases: run.approvals.length + 1 >= APPROVALS_NEEDED };
}
