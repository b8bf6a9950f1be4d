import { Kysely, type Transaction } from "kysely";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { isOfOnePlace, isStorageFault, isWorthRetrying, postgres, sqliteForReading, sqliteForWriting, violatedKey, WAIT_MS, type DialectName, type UniqueKey } from "./dialect.ts";
import type { Tables } from "./schema/tables.ts";

export { takeFileLock, type FileLock } from "./file-lock.ts";
export type { DialectName };

/** Either a transaction or a connection: what every function of `db/` takes first. */
export type Connection = Kysely<Tables>;
export type Trx = Transaction<Tables>;

export type Db = {
  dialect: DialectName;
  /** Path of the SQLite file, or null on PostgreSQL. */
  file: string | null;
  /** The writing connection: use it through `transact`. */
  write: Connection;
  /** A connection of its own for reading, so that no page waits for a save. */
  read: Connection;
  /** How long a transaction waits while others keep it from the database. */
  waitMs: number;
  /** Says for how long this process may write: what is asked when a transaction has begun, and answers no, ends it. */
  onlyWhile(mayWrite: () => boolean): void;
  mayWrite(): boolean;
  /** Statements sent since the start: tests and the benchmark count them. */
  statements(): number;
  close(): Promise<void>;
};

export type DbPlace = { databaseUrl: string | null; file: string };

const CONNECTIONS = 8;
const RETRY_FIRST_MS = 5;
const RETRY_LONGEST_MS = 250;

/**
 * Opens the database; the schema must exist for `read` on SQLite, so `migrate` opens with `readToo: false`. `waitMs`: how
 * long a transaction waits for its turn.
 */
export function openDb(place: DbPlace, { readToo = true, waitMs = WAIT_MS }: { readToo?: boolean; waitMs?: number } = {}): Db {
  let statements = 0;
  const log = (): void => {
    statements += 1;
  };
  let mayWrite = (): boolean => true;
  const right: Pick<Db, "onlyWhile" | "mayWrite"> = { onlyWhile: (asked) => void (mayWrite = asked), mayWrite: () => mayWrite() };
  if (place.databaseUrl !== null) {
    // Two pools: a page that reads never waits for writers, and a writer never for a connection that readers hold.
    const write = new Kysely<Tables>({ dialect: postgres(place.databaseUrl, { most: CONNECTIONS, waitMs }), log });
    const read = readToo ? new Kysely<Tables>({ dialect: postgres(place.databaseUrl, { most: CONNECTIONS, waitMs, readOnly: true }), log }) : write;
    return { dialect: "postgres", file: null, write, read, waitMs, ...right, statements: () => statements, close: () => closeBoth(write, read) };
  }
  mkdirSync(dirname(place.file), { recursive: true });
  const write = new Kysely<Tables>({ dialect: sqliteForWriting(place.file), log });
  const read = readToo ? new Kysely<Tables>({ dialect: sqliteForReading(place.file), log }) : write;
  return {
    dialect: "sqlite",
    file: place.file,
    write,
    read,
    waitMs,
    ...right,
    statements: () => statements,
    close: () => closeBoth(write, read),
  };
}

async function closeBoth(write: Connection, read: Connection): Promise<void> {
  if (read !== write) await read.destroy();
  await write.destroy();
}

/**
 * Keys that two transactions may choose alike because each read before the other had written: places in a chain,
 * numbers that count up, and what a use case looks up before it inserts. Tried again, the work sees what the other wrote.
 */
const RACED: readonly UniqueKey[] = [
  { table: "attempt", columns: ["registration_id", "number"] },
  { table: "attempt_event", columns: ["attempt_id", "number"] },
  { table: "attempt_event", columns: ["attempt_id", "op_id"] },
  { table: "audit_event", columns: ["number"] },
  { table: "code_reissue", columns: ["registration_id", "number"] },
  { table: "checkpoint", columns: ["sitting_id", "number"] },
  { table: "item_version", columns: ["item_id", "number"] },
  { table: "person", columns: ["email"] },
  { table: "registration", columns: ["candidate_number"] },
  { table: "registration", columns: ["sitting_id", "person_id"] },
  { table: "release_approval", columns: ["score_run_id", "person_id"] },
  { table: "second_factor_reset", columns: ["person_id", "number"] },
  { table: "score_run", columns: ["sitting_id", "number"] },
  { table: "seal", columns: ["number"] },
];

function wasRaced(error: unknown): boolean {
  const key = violatedKey(error);
  return key !== null && RACED.some(({ table, columns }) => table === key.table && columns.join() === key.columns.join());
}

/**
 * Runs `work` in one writing transaction, as if no other ran at the same time: SQLite runs them one after the other,
 * PostgreSQL as serialisable. The whole of it is tried again while another connection holds the lock or when another
 * transaction came in between (5, 10, 20 ... ms, at most 15 s (`waitMs`), without stopping the event loop). `work` must therefore
 * read and write through its transaction only and have no effect outside of it. Throws `ServingEndedError` in a process
 * that may not write any more. `mostCollisions` bounds how often a key
 * that another transaction chose first is a reason to try again. Throws `DatabaseBusyError` when its turn does not come.
 */
export async function transact<T>(db: Db, work: (trx: Trx) => Promise<T>, { mostCollisions = Infinity }: { mostCollisions?: number } = {}): Promise<T> {
  const begun = performance.now();
  const transaction = db.dialect === "postgres" ? db.write.transaction().setIsolationLevel("serializable") : db.write.transaction();
  // SQLite lets one write at a time: there a key that exists is no race, and trying again would find it again.
  let collisionsLeft = db.dialect === "postgres" ? mostCollisions : 0;
  for (let wait = RETRY_FIRST_MS; ; wait = Math.min(wait * 2, RETRY_LONGEST_MS)) {
    try {
      return await transaction.execute((trx) => {
        // Asked behind the write lock of SQLite: nobody else writes between this answer and the commit.
        if (!db.mayWrite()) throw new ServingEndedError("another process may serve this database by now");
        return work(trx);
      });
    } catch (error) {
      if (!isWorthRetrying(error)) {
        if (collisionsLeft <= 0 || !wasRaced(error)) throw error;
        collisionsLeft -= 1;
      }
      if (performance.now() - begun + wait > db.waitMs) {
        throw new DatabaseBusyError(`other transactions have kept this one from the database for ${db.waitMs} ms`, { cause: error });
      }
      // Not all after the same time, or those that collided would collide again.
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
    }
  }
}

/** Runs `work` on the database as it is at one moment, whatever is committed meanwhile. It must only read. */
export async function atOneMoment<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  const transaction = db.read.transaction();
  return (db.dialect === "postgres" ? transaction.setIsolationLevel("repeatable read") : transaction).execute(work);
}

export class DatabaseBusyError extends Error {
  override name = "DatabaseBusyError";
}

export class ServingEndedError extends Error {
  override name = "ServingEndedError";
}

const OUTAGES = ["DatabaseBusyError", "ServingEndedError"];

/** Whether the database can serve nobody for now, whatever is asked of it: locked, full, read-only, gone. */
export function isOutage(error: unknown): boolean {
  const name = error instanceof Error ? error.name : "";
  return OUTAGES.includes(name) || isStorageFault(error) || isWorthRetrying(error);
}

/** Whether an act on any other attempt would have failed just so: then nothing is learnt by trying them one by one. */
export function concernsEveryAct(error: unknown): boolean {
  return isOutage(error) && !isOfOnePlace(error);
}
