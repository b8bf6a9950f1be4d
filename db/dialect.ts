import { existsSync } from "node:fs";
import { CompiledQuery, PostgresDialect, PostgresDriver, SqliteDialect, SqliteDriver, type DatabaseConnection, type Dialect } from "kysely";
import SqliteDatabase from "better-sqlite3";
import pg from "pg";

/** The only file that knows which database runs: drivers, column types, error codes. */
export type DialectName = "sqlite" | "postgres";

/** How long anybody waits for the database while others keep it. */
export const WAIT_MS = 15_000;

/** Column types of the portable subset. Integers hold epoch milliseconds, so they have 64 bits on both databases. */
export const COLUMN_TYPES = {
  sqlite: { text: "text", integer: "integer", real: "real" },
  postgres: { text: "text", integer: "bigint", real: "double precision" },
} as const;

/**
 * Writing transactions take the write lock at their first statement; `begin` alone would fail in the middle
 * (SQLITE_BUSY_SNAPSHOT). A full disk ends a transaction by itself: a rollback behind it would fail ("no transaction is
 * active"), and its fault would hide the one that tells why.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  constructor(private readonly database: SqliteDatabase.Database) {
    super({ database });
  }
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.inTransaction) await super.rollbackTransaction(connection);
  }
}

class WritingSqliteDialect extends SqliteDialect {
  constructor(private readonly database: SqliteDatabase.Database) {
    super({ database });
  }
  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.database);
  }
}

/**
 * Opens a SQLite file for writing (WAL, each commit on the disk before it is acknowledged). `timeout: 0`, because the
 * driver's own waiting would stop the event loop; `transact` waits instead.
 */
export function sqliteForWriting(file: string): Dialect {
  const database = new SqliteDatabase(file, { timeout: 0 });
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  return new WritingSqliteDialect(database);
}

export function sqliteForReading(file: string): Dialect {
  const database = new SqliteDatabase(file, { readonly: true, timeout: 0 });
  database.pragma("foreign_keys = ON");
  return new SqliteDialect({ database });
}

/**
 * Opens a SQLite file to look at it and leave nothing behind. A reader makes the files beside it that WAL needs and
 * cannot remove them; a writer removes them when it is the last to close. So what nobody has open is opened for
 * writing, and refused to be written.
 */
export function sqliteForLooking(file: string): Dialect {
  if (existsSync(`${file}-wal`)) return sqliteForReading(file);
  const database = new SqliteDatabase(file, { fileMustExist: true, timeout: 0 });
  database.pragma("query_only = ON");
  return new SqliteDialect({ database });
}

const INT8_OID = 20;
pg.types.setTypeParser(INT8_OID, Number);

/** Where the connection has broken the server has rolled back by itself: that it cannot be asked to would hide why. */
class SteadyPostgresDriver extends PostgresDriver {
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch((error: unknown) => {
      if (!isStorageFault(error)) throw error;
    });
  }
}

class SteadyPostgresDialect extends PostgresDialect {
  constructor(private readonly settings: ConstructorParameters<typeof PostgresDialect>[0]) {
    super(settings);
  }
  override createDriver(): PostgresDriver {
    return new SteadyPostgresDriver(this.settings);
  }
}

/**
 * `readOnly` is what SQLite's second connection is, too: a reader that writes by mistake is refused. `waitMs`: how long a
 * statement waits for a lock, and whoever asks for a connection.
 */
export function postgres(connectionString: string, { most, waitMs = WAIT_MS, readOnly = false }: { most: number; waitMs?: number; readOnly?: boolean }): Dialect {
  const options = `-c lock_timeout=${waitMs}${readOnly ? " -c default_transaction_read_only=on" : ""}`;
  const pool = new pg.Pool({ connectionString, max: most, options, connectionTimeoutMillis: waitMs, keepAlive: true });
  // A connection that breaks while idle is replaced by the pool; unheard, the event would end the process.
  pool.on("error", () => undefined);
  // One that breaks between two statements of a transaction says it again at the next.
  pool.on("connect", (client) => void client.on("error", () => undefined));
  return new SteadyPostgresDialect({ pool });
}

/** Copies a SQLite file consistently while it is in use. */
export async function copySqliteFile(from: string, to: string): Promise<void> {
  const database = new SqliteDatabase(from, { readonly: true, timeout: 5_000 });
  try {
    await database.backup(to);
  } finally {
    database.close();
  }
}

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}

/** Whether the same transaction may succeed when tried again: lock held elsewhere, serialisation failure, deadlock. */
export function isWorthRetrying(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith("SQLITE_BUSY") || code === "SQLITE_LOCKED" || code === "40001" || code === "40P01";
}

/** Where two rows would bear the same value: the table and its columns in the order of the key. */
export type UniqueKey = { table: string; columns: readonly string[] };

/** The unique key an error speaks of, or null for every other error. */
export function violatedKey(error: unknown): UniqueKey | null {
  const code = codeOf(error);
  if (code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY") {
    const named = /failed: (.+)$/.exec((error as Error).message)?.[1]?.split(", ") ?? [];
    return { table: named[0]?.split(".")[0] ?? "", columns: named.map((name) => name.split(".")[1] ?? "") };
  }
  if (code !== "23505") return null;
  const { table = "", detail = "" } = error as { table?: string; detail?: string };
  // "Key (sitting_id, number)=(...) already exists.": the words are in the server's language, the brackets are not.
  return { table, columns: /\(([^)]*)\)=\(/.exec(detail)?.[1]?.split(", ") ?? [] };
}

const STORAGE_CODES = /^(SQLITE_FULL|SQLITE_IOERR|SQLITE_READONLY|SQLITE_CANTOPEN|25006|53|55P03|57P|08|ECONN|EPIPE$|ETIMEDOUT$|EHOST|ENETUNREACH$|ENOTFOUND$|EAI_AGAIN$|ENOSPC$)/;
/** What the driver of PostgreSQL says without a code: the connection broke, is broken, or did not come about in time. */
const LOST = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** Whether the disk or the database refuses writing for now (full, read-only, locked for long, gone). */
export function isStorageFault(error: unknown): boolean {
  const code = codeOf(error);
  return code === "" ? error instanceof Error && LOST.test(error.message) : STORAGE_CODES.test(code);
}

/** Whether the disk could not read or write some place of the file, which may belong to one attempt alone. */
export function isOfOnePlace(error: unknown): boolean {
  return codeOf(error).startsWith("SQLITE_IOERR");
}
