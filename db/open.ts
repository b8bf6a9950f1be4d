import { Kysely, type Transaction } from "kysely";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { isWorthRetrying, postgres, sqliteForReading, sqliteForWriting, type DialectName } from "./dialect.ts";
import type { Tables } from "./schema/tables.ts";

export { isStorageFault, isUniqueViolation } from "./dialect.ts";
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
  /** Statements sent since the start: tests and the benchmark count them. */
  statements(): number;
  close(): Promise<void>;
};

export type DbPlace = { databaseUrl: string | null; file: string };

const RETRY_FIRST_MS = 5;
const RETRY_LONGEST_MS = 250;
const RETRY_FOR_MS = 15_000;

/** Opens the database; the schema must exist for `read` on SQLite, so `migrate` opens with `readToo: false`. */
export function openDb(place: DbPlace, { readToo = true }: { readToo?: boolean } = {}): Db {
  let statements = 0;
  const log = (): void => {
    statements += 1;
  };
  if (place.databaseUrl !== null) {
    const pool = new Kysely<Tables>({ dialect: postgres(place.databaseUrl, 8), log });
    return { dialect: "postgres", file: null, write: pool, read: pool, statements: () => statements, close: () => pool.destroy() };
  }
  mkdirSync(dirname(place.file), { recursive: true });
  const write = new Kysely<Tables>({ dialect: sqliteForWriting(place.file), log });
  const read = readToo ? new Kysely<Tables>({ dialect: sqliteForReading(place.file), log }) : write;
  return {
    dialect: "sqlite",
    file: place.file,
    write,
    read,
    statements: () => statements,
    async close() {
      if (read !== write) await read.destroy();
      await write.destroy();
    },
  };
}

/**
 * Runs `work` in one writing transaction and tries the whole of it again while another connection holds the lock
 * (5, 10, 20 ... ms, at most 15 s, without stopping the event loop). `work` must therefore have no effect outside
 * the database. Throws `DatabaseBusyError` when the lock is not to be had.
 */
export async function transact<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  const begun = performance.now();
  for (let wait = RETRY_FIRST_MS; ; wait = Math.min(wait * 2, RETRY_LONGEST_MS)) {
    try {
      return await db.write.transaction().execute(work);
    } catch (error) {
      if (!isWorthRetrying(error)) throw error;
      if (performance.now() - begun + wait > RETRY_FOR_MS) {
        throw new DatabaseBusyError("another process has held the database for 15 seconds", { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

export class DatabaseBusyError extends Error {
  override name = "DatabaseBusyError";
}
