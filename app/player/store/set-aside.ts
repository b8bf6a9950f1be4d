import { databaseName, openDatabase, type QueuedOperation } from "./database.ts";

/** What of an attempt the server could not read and this browser still keeps, for pages on which no player runs. */
export async function readSetAside(attemptId: string, factory: IDBFactory | null = globalThis.indexedDB ?? null): Promise<QueuedOperation[]> {
  try {
    // Opening a database makes it: a browser in which the exam never was gets none.
    const there = (await factory?.databases()) ?? [];
    if (factory === null || !there.some(({ name }) => name === databaseName(attemptId))) return [];
    const database = await openDatabase(factory, attemptId);
    const kept = await database.getAll("aside");
    database.close();
    return kept;
  } catch {
    return [];
  }
}
