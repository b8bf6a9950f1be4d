import { sql, type Kysely } from "kysely";

/**
 * A hand-in that still waited for an operation when the attempt was closed is done with: since this version the close
 * clears it in the fold, and with this in the projections that were written before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`update attempt set submit_asked = null where state in ('timed-out', 'terminated', 'voided')`.execute(db);
}
