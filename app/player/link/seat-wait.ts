import type { Clock } from "#app/exam/attempt/protocol.ts";
import { isReleased } from "#app/exam/attempt/seat.ts";

/** How the waiting stands: what it waits for, or why it goes on waiting. */
export type SeatWait =
  /** A proctor has not released the seat yet. */
  | "release"
  /** It is free and being asked for. */
  | "asking"
  /** It was free, and no reply came when it was asked for; it is asked for again. */
  | "no-reply"
  /** The last release ran out before anybody took the seat. */
  | "release-over"
  /** Another browser took the seat that had been released. */
  | "other-first";

export type SeatWaiter = {
  /** From now on this browser takes the seat when it is told to be free. */
  begin(): void;
  heard(serverClock: Clock): void;
  /** The seat is here, or no longer wanted. */
  end(): void;
};

type Tools = {
  /** Asks for the seat with the lease it was told with; null when it was given, else why not. */
  ask(expectedLease: number): Promise<string | null>;
  changed(wait: SeatWait | null): void;
  monotonicNow(): number;
};

/** Refusals that say what became of it; after any other nobody knows what became of it. */
const SETTLING = ["seat-not-released", "lease-moved", "closed"];
export const ASK_AGAIN_MS = 10_000;

/**
 * Waits for a seat that another browser has and asks for it once for each release. What got no reply is asked again
 * with the same lease, whatever was told meanwhile: if it had been given, the server gives the same lease again.
 */
export function createSeatWaiter({ ask, changed, monotonicNow }: Tools): SeatWaiter {
  let waits = false;
  let underWay = false;
  let why: SeatWait = "release";
  let last: Clock | null = null;
  let asked: { untilMs: number; lease: number; atMs: number; settled: boolean } | null = null;

  async function askFor(untilMs: number, lease: number): Promise<void> {
    const mine = { untilMs, lease, atMs: monotonicNow(), settled: false };
    asked = mine;
    underWay = true;
    changed("asking");
    const refusal = await ask(lease).catch(() => "no-reply");
    underWay = false;
    if (refusal === null) return end();
    mine.settled = SETTLING.includes(refusal);
    if (last !== null) weigh(last);
  }

  function weigh(serverClock: Clock): void {
    if (!waits || underWay) return;
    if (asked !== null && !asked.settled) {
      if (monotonicNow() - asked.atMs >= ASK_AGAIN_MS) return void askFor(asked.untilMs, asked.lease);
      return changed("no-reply");
    }
    const { seatReleasedUntilMs, serverTimeMs } = serverClock;
    if (isReleased(seatReleasedUntilMs, serverTimeMs)) {
      if (asked?.untilMs !== seatReleasedUntilMs) return void askFor(seatReleasedUntilMs, serverClock.lease);
    } else if (typeof seatReleasedUntilMs === "number") why = "release-over";
    changed(why);
  }

  function end(): void {
    waits = false;
    asked = null;
    why = "release";
    changed(null);
  }

  return {
    begin() {
      if (waits) return;
      waits = true;
      changed(why);
    },
    heard(serverClock) {
      if (waits && last !== null && serverClock.lease > last.lease) why = "other-first";
      last = serverClock;
      weigh(serverClock);
    },
    end,
  };
}
