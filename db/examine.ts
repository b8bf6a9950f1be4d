import { existsSync } from "node:fs";
import { Kysely } from "kysely";
import { postgres, sqliteForLooking } from "./dialect.ts";
import { appliedMigrations } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import type { DbPlace } from "./open.ts";
import { adminsThatCanSignIn, peopleOfDemonstration } from "./people.ts";
import type { Tables } from "./schema/tables.ts";
import { loadServerClock, type StoredClock } from "./server-clock.ts";
import { loadSettings } from "./settings.ts";

export type DatabaseFacts =
  | { state: "absent" }
  | { state: "unreachable"; why: string }
  /** Migrations that the database has not had, or that this program does not know. */
  | { state: "other-version"; missing: string[]; foreign: string[] }
  | { state: "up-to-date"; clock: StoredClock | null; admins: number; demonstration: { seeded: boolean; people: number } };

/** Looks at a database without changing anything, while a server may have it: through one connection that writes nothing. */
export async function examineDatabase(place: DbPlace): Promise<DatabaseFacts> {
  if (place.databaseUrl === null && !existsSync(place.file)) return { state: "absent" };
  try {
    const dialect = place.databaseUrl === null ? sqliteForLooking(place.file) : postgres(place.databaseUrl, { most: 1, readOnly: true });
    const db = new Kysely<Tables>({ dialect });
    try {
      return await examine(db);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    const { message = "", code = "" } = error as { message?: string; code?: string };
    return { state: "unreachable", why: message || code || String(error) };
  }
}

async function examine(db: Kysely<Tables>): Promise<DatabaseFacts> {
  const [known, applied] = [Object.keys(MIGRATIONS), await appliedMigrations({ write: db })];
  const missing = known.filter((name) => !applied.includes(name));
  const foreign = applied.filter((name) => !known.includes(name));
  if (missing.length + foreign.length > 0) return { state: "other-version", missing, foreign };
  const seeded = (await loadSettings(db)).demonstration === "yes";
  const demonstration = { seeded, people: await peopleOfDemonstration(db) };
  return { state: "up-to-date", clock: await loadServerClock(db), admins: await adminsThatCanSignIn(db), demonstration };
}
