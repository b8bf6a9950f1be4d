import { keep, openDatabase, readKept, type ExamDatabase } from "./database.ts";
import type { PlayerEnvironment } from "../page/environment.ts";

export type StorageCheck = { ok: true; database: ExamDatabase } | { ok: false; reason: "no-database" | "not-writable" | "no-encryption" };

/**
 * Finds out before the start whether this browser can keep answers and read the encrypted questions. A database that
 * opens but does not keep what was written (full disk, private mode of some browsers) counts as none.
 */
export async function checkStorage(
  tools: Pick<PlayerEnvironment, "indexedDB" | "crypto" | "dateNow">,
  attemptId: string,
): Promise<StorageCheck> {
  // Browsers give `subtle` on https and on localhost only.
  if ((tools.crypto as Partial<Crypto>).subtle === undefined) return { ok: false, reason: "no-encryption" };
  if (tools.indexedDB === null) return { ok: false, reason: "no-database" };
  let database: ExamDatabase;
  try {
    database = await openDatabase(tools.indexedDB, attemptId);
  } catch {
    return { ok: false, reason: "no-database" };
  }
  try {
    const probe = { at: tools.dateNow(), room: "x".repeat(64 * 1024) };
    await keep(database, { probe });
    const read = await readKept<typeof probe>(database, "probe");
    if (read?.at !== probe.at || read.room.length !== probe.room.length) return { ok: false, reason: "not-writable" };
    await keep(database, { probe: null });
    return { ok: true, database };
  } catch {
    return { ok: false, reason: "not-writable" };
  }
}
