import type { Clock } from "#app/exam/attempt/protocol.ts";
import { readClock } from "#app/messages/clock.ts";
import type { PlayerEnvironment } from "./page/environment.ts";
import { keepSome, type Kept } from "./store/kept.ts";
import type { Observable } from "./snapshot.ts";
import type { Reply, Requester, Timing } from "./link/request.ts";
import type { ExamDatabase } from "./store/database.ts";
import { createSeatWaiter, type SeatWaiter } from "./link/seat-wait.ts";

export type SeatDesk = {
  /** Asks for the first seat, once however many want it; null when it was given, else why not. */
  askFirst(): Promise<string | null>;
  /** Gets the seat from another browser, and what was answered there into a page that showed the questions before. */
  takeOver(expectedLease: number): Promise<string | null>;
  /**
   * The server does not know the lease of this page: it was set back to an earlier state. It is no other browser's seat
   * and no trouble of the network, so it is asked for again.
   */
  renew(serverClock: Clock): Promise<string | null>;
  waiter: SeatWaiter;
};

type Tools<Study> = {
  environment: Pick<PlayerEnvironment, "monotonicNow">;
  database: ExamDatabase;
  request: Requester;
  kept: Pick<Kept, "browserId" | "lease">;
  state: Observable<Study>;
  isStopped(): boolean;
  heard(serverClock: Clock, timing: Timing): void;
  refusalOf(reply: Reply): string;
  /** The seat is here. `forgotten`: the server had given this number or a higher one before, and knows it no more. */
  given(lease: number, forgotten: boolean): Promise<void>;
  /** The seat came from another browser. */
  goOn(): Promise<void>;
};

/** The seat of this page: asked for, waited for, taken over, and asked for again when the server has forgotten it. */
export function createSeatDesk<Study>({ environment, database, request, kept, state, isStopped, heard, refusalOf, given, goOn }: Tools<Study>): SeatDesk {
  /** A lease that the server said it does not know, until another one is here. */
  let unknownLease: number | null = null;
  let renewing: Promise<string | null> | null = null;
  let first: Promise<string | null> | null = null;

  const waiter = createSeatWaiter({
    ...environment,
    ask: takeOver,
    changed(seatWait) {
      if (!isStopped()) state.set({ seatWait, ...(seatWait === "asking" ? { refusal: null } : {}) });
    },
  });

  /** With the lease that is believed to be the running one; null when the seat was given, else why not. */
  async function ask(expectedLease: number): Promise<string | null> {
    const reply = await request("/take-over", { method: "POST", body: { browserId: kept.browserId, expectedLease } });
    if (reply.kind !== "json") return "no-reply";
    const { status } = reply;
    const serverClock = readClock(reply.body);
    if (status === 200 && serverClock !== null) {
      const forgotten = unknownLease !== null || serverClock.lease <= kept.lease;
      kept.lease = serverClock.lease;
      unknownLease = null;
      await keepSome(database, { lease: serverClock.lease });
      // Another tab of this browser goes on with it.
      if (isStopped()) return "no-reply";
      state.set({ seat: "mine" });
      waiter.end();
      await given(serverClock.lease, forgotten);
      heard(serverClock, reply);
      return null;
    }
    if (isStopped()) return "no-reply";
    // A refusal that comes late says nothing against a seat given meanwhile.
    if (status === 409 && (state.get().seat !== "mine" || kept.lease === unknownLease)) {
      state.set({ seat: "other-browser" });
      waiter.begin();
    }
    if (serverClock !== null) heard(serverClock, reply);
    return refusalOf(reply);
  }

  async function takeOver(expectedLease: number): Promise<string | null> {
    const refusal = await ask(expectedLease);
    if (refusal === null) await goOn();
    return refusal;
  }

  return {
    askFirst() {
      first ??= ask(0).finally(() => (first = null));
      return first;
    },
    takeOver,
    renew(serverClock) {
      unknownLease = kept.lease;
      renewing ??= ask(serverClock.lease).finally(() => (renewing = null));
      return renewing;
    },
    waiter,
  };
}
