import { OPERATIONS, type OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import type { Operation, OperationValue } from "#app/exam/attempt/protocol.ts";
import { wrap, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from "idb";

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

/** What a browser keeps of one attempt. */
interface ExamSchema extends DBSchema {
  operations: { key: [lease: number, seq: number]; value: QueuedOperation };
  mirror: { key: [position: number, kind: OperationKind]; value: MirrorEntry };
  aside: { key: [opId: string]; value: QueuedOperation };
  keep: { key: string; value: unknown };
}

export type StoreName = "operations" | "mirror" | "aside" | "keep";
export type ExamDatabase = IDBPDatabase<ExamSchema>;
/** The stores of one writing transaction. */
export type Stores = <Name extends StoreName>(name: Name) => IDBPObjectStore<ExamSchema, StoreName[], Name, "readwrite">;

const STORES: readonly { name: StoreName; keyPath: string[] | null }[] = [
  { name: "operations", keyPath: ["lease", "seq"] },
  { name: "mirror", keyPath: ["position", "kind"] },
  { name: "aside", keyPath: ["opId"] },
  { name: "keep", keyPath: null },
];

/** Opens (and at first makes) the database of one attempt. Faults: what IndexedDB says. */
export function openDatabase(factory: IDBFactory, attemptId: string): Promise<ExamDatabase> {
  const opening = factory.open(databaseName(attemptId), 1);
  opening.onupgradeneeded = () => {
    for (const { name, keyPath } of STORES) {
      opening.result.createObjectStore(name, keyPath === null ? undefined : { keyPath });
    }
  };
  // The library does not know what was made above; the schema says it.
  return wrap(opening) as Promise<unknown> as Promise<ExamDatabase>;
}

export function databaseName(attemptId: string): string {
  return `cmr-exam-${attemptId}`;
}

/**
 * Runs one writing transaction and resolves only after it is on the disk as far as the browser promises it
 * (`durability: "strict"`). Whatever it does must be awaited inside. Faults: what IndexedDB says, and then nothing of it
 * was written.
 */
export async function write<T>(database: ExamDatabase, stores: StoreName[], run: (store: Stores) => Promise<T>): Promise<T> {
  const transaction = database.transaction(stores, "readwrite", { durability: "strict" });
  // It may abort while `run` still waits for something; that is told below.
  transaction.done.catch(() => undefined);
  try {
    const result = await run((name) => transaction.objectStore(name));
    await transaction.done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
    throw error;
  }
}

export async function readKept<T>(database: ExamDatabase, key: string): Promise<T | undefined> {
  return (await database.get("keep", key)) as T | undefined;
}

export async function keep(database: ExamDatabase, entries: Record<string, unknown>): Promise<void> {
  await write(database, ["keep"], async (store) => {
    for (const [key, value] of Object.entries(entries)) await store("keep").put(value, key);
  });
}
