import { displayTestOf } from "#app/exam/attempt/display-test.ts";
import type { Clock, DisplayTest } from "#app/exam/attempt/protocol.ts";
import { keep, readKept } from "./database.ts";

/** What outlives the page beside queue and mirror. */
export type Kept = {
  browserId: string;
  /** The lease this browser was given last; 0 before the first. */
  lease: number;
  contentKey: CryptoKey | null;
  started: { order: number[]; position: number } | null;
  /** The last clock heard, with the device's time then: a guess for an offline reload, shown as not yet checked. */
  clock: { clock: Clock; dateNowMs: number } | null;
  display: DisplayTest;
};

/** Reads what an earlier load of the page kept; makes the random name of this browser at first. */
export async function readEverythingKept(database: IDBDatabase, newId: () => string): Promise<Kept> {
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
export async function keepSome(database: IDBDatabase, some: Partial<Kept>): Promise<void> {
  await keep(database, some).catch(() => undefined);
}
