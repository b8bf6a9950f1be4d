import { OPERATIONS, type OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import type { Operation, OperationValue } from "#app/exam/attempt/protocol.ts";

/** An operation that waits for its reply. */
export type QueuedOperation = Operation & {
  lease: number;
  /** Epoch milliseconds of the device, only to say how long it has waited. */
  madeAtMs: number;
};

/** Whether the candidate did it. What the page remarks of itself is nothing they wait for: it is never counted or shown. */
export function isOfCandidate({ kind }: { kind: OperationKind }): boolean {
  return OPERATIONS[kind].byCandidate;
}

export type Fate = "waiting" | "saved" | "refused" | "late" | "part-closed" | "unclaimed" | "set-aside";

/** The last value of one question and kind as this browser knows it. */
export type MirrorEntry = {
  position: number;
  kind: OperationKind;
  value: OperationValue;
  lease: number;
  seq: number;
  /** Null where the server told the value. */
  opId: string | null;
  fate: Fate;
  /** Server time at which this very value was saved; null before. */
  savedAtMs: number | null;
};

export type StoreName = "operations" | "mirror" | "aside" | "keep";
const STORES: readonly { name: StoreName; keyPath: string[] | null }[] = [
  { name: "operations", keyPath: ["lease", "seq"] },
  { name: "mirror", keyPath: ["position", "kind"] },
  { name: "aside", keyPath: ["opId"] },
  { name: "keep", keyPath: null },
];

export class StorageError extends Error {
  override name = "StorageError";
}

/** The result of one IndexedDB request. Faults: StorageError. */
export function requested<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(new StorageError(String(request.error?.name), { cause: request.error }));
  });
}

/** Opens (and at first makes) the database of one attempt. Faults: StorageError. */
export function openDatabase(factory: IDBFactory, attemptId: string): Promise<IDBDatabase> {
  const opening = factory.open(databaseName(attemptId), 1);
  opening.onupgradeneeded = () => {
    for (const { name, keyPath } of STORES) {
      opening.result.createObjectStore(name, keyPath === null ? undefined : { keyPath });
    }
  };
  return requested(opening);
}

export function databaseName(attemptId: string): string {
  return `cmr-exam-${attemptId}`;
}

/**
 * Runs one writing transaction and resolves only after it is on the disk as far as the browser promises it
 * (`durability: "strict"`). Faults: StorageError, and then nothing of it was written.
 */
export async function write<T>(
  database: IDBDatabase,
  stores: StoreName[],
  run: (store: (name: StoreName) => IDBObjectStore) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction(stores, "readwrite", { durability: "strict" });
  const complete = new Promise<void>((done, fail) => {
    const fault = () => fail(new StorageError(String(transaction.error?.name), { cause: transaction.error }));
    transaction.oncomplete = () => done();
    transaction.onabort = fault;
    transaction.onerror = fault;
  });
  complete.catch(() => undefined);
  let result: T;
  try {
    result = await run((name) => transaction.objectStore(name));
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
    throw error;
  }
  await complete;
  return result;
}

export function readAll<T>(database: IDBDatabase, store: StoreName): Promise<T[]> {
  return requested<T[]>(database.transaction(store).objectStore(store).getAll());
}

export function readKept<T>(database: IDBDatabase, key: string): Promise<T | undefined> {
  return requested<T | undefined>(database.transaction("keep").objectStore("keep").get(key));
}

export async function keep(database: IDBDatabase, entries: Record<string, unknown>): Promise<void> {
  await write(database, ["keep"], async (store) => {
    for (const [key, value] of Object.entries(entries)) store("keep").put(value, key);
  });
}
