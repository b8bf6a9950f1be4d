import { displayTestOf } from "#app/exam/attempt/display-test.ts";
import type { Clock, DisplayTest } from "#app/exam/attempt/protocol.ts";
import { keep, readKept, type ExamDatabase } from "./database.ts";
import type { PlayerEnvironment } from "../page/environment.ts";

/** What outlives the page beside queue and mirror. */
export type Kept = {
  browserId: string;
  /** The lease this browser was given last; 0 before the first. */
  lease: number;
  contentKey: CryptoKey | null;
  /** `part` is missing in what a page kept that knew of none: then it is the first. */
  started: { order: number[]; position: number; part?: number } | null;
  /** The last clock heard, with the device's time then: a guess for an offline reload, shown as not yet checked. */
  clock: { clock: Clock; dateNowMs: number } | null;
  display: DisplayTest;
};

/** Reads what an earlier load of the page kept; makes the random name of this browser at first. */
export async function readEverythingKept(database: ExamDatabase, newId: () => string): Promise<Kept> {
  const [browserId, lease, contentKey, started, clock, display] = await Promise.all([
    readKept<string>(database, "browserId"),
    readKept<number>(database, "lease"),
    readKept<CryptoKey>(database, "contentKey"),
    readKept<Kept["started"]>(database, "started"),
    readKept<Kept["clock"]>(database, "clock"),
    readKept(database, "display"),
  ]);
  const made = browserId ?? newId();
  if (browserId === undefined) await keep(database, { browserId: made });
  return { browserId: made, lease: lease ?? 0, contentKey: contentKey ?? null, started: started ?? null, clock: clock ?? null, display: displayTestOf(display) };
}

/** Writes some of it; a fault of the disk is no reason to stop the exam here, the queue tells it. */
export async function keepSome(database: ExamDatabase, some: Partial<Kept>): Promise<void> {
  await keep(database, some).catch(() => undefined);
}

const KEEP_CLOCK_MS = 10_000;

/** Keeps the clock that was heard last, now and then, and at once where something `changed`. */
export function clockKeeper({ monotonicNow, dateNow }: Pick<PlayerEnvironment, "monotonicNow" | "dateNow">, database: ExamDatabase): (serverClock: Clock, changed: boolean) => void {
  let keptAtMs = Number.NEGATIVE_INFINITY;
  return ({ serverTimeMs, deadlineMs, state, lease, part, partRuns }, changed) => {
    if (!changed && monotonicNow() - keptAtMs <= KEEP_CLOCK_MS) return;
    keptAtMs = monotonicNow();
    // Answers hold more than the clock.
    const clock: Clock = { serverTimeMs, deadlineMs, state, lease, ...(part === undefined ? {} : { part }), ...(partRuns === undefined ? {} : { partRuns }) };
    void keepSome(database, { clock: { clock, dateNowMs: dateNow() } });
  };
}
