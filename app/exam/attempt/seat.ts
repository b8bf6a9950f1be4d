import type { Attempt } from "./attempt.ts";
import type { NewEvent } from "./events.ts";
import { isClosed } from "./states.ts";
import { refuse, type Refusal } from "../refusal.ts";

export type SeatRequest = {
  browserId: string;
  /** The lease the browser believes to be the running one; 0 before the first. */
  expectedLease: number;
};

/** Whether a proctor's release still stands; its last millisecond counts. */
export function isReleased(seatReleasedUntilMs: number | null | undefined, nowMs: number): seatReleasedUntilMs is number {
  return typeof seatReleasedUntilMs === "number" && seatReleasedUntilMs >= nowMs;
}

/**
 * Gives the seat (the right to write) to a browser by raising the lease. The first browser, a browser that has it
 * already, and any browser in a practice exam may take it; elsewhere a proctor must have released the seat.
 */
export function takeSeat(
  attempt: Attempt,
  request: SeatRequest,
  { practice, nowMs }: { practice: boolean; nowMs: number },
): { ok: true; lease: number; events: NewEvent[] } | (Refusal & { events: NewEvent[] }) {
  const { browserId, expectedLease } = request;
  if (isClosed(attempt.state)) return { ...refuse("closed"), events: [] };
  const sameBrowser = attempt.browserId === browserId;
  // The reply to an earlier request was lost: the same browser asks again for the lease it was given.
  if (sameBrowser && attempt.lease === expectedLease + 1) return { ok: true, lease: attempt.lease, events: [] };
  if (attempt.lease !== expectedLease) return { ...refuse("lease-moved"), events: [] };

  const why =
    attempt.lease === 0
      ? "first"
      : sameBrowser
        ? "same-browser"
        : practice
          ? "practice"
          : isReleased(attempt.seatReleasedUntilMs, nowMs)
            ? "released"
            : null;
  if (why === null) {
    const event: NewEvent = { kind: "seat-refused", payload: { browserId }, serverTimeMs: nowMs };
    return { ...refuse("seat-not-released"), events: [event] };
  }
  const lease = attempt.lease + 1;
  return {
    ok: true,
    lease,
    events: [{ kind: "seat-taken", payload: { lease, browserId, why }, serverTimeMs: nowMs }],
  };
}
