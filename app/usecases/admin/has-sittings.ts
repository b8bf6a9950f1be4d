import { listSittings } from "#db/sittings.ts";
import type { Context } from "../context.ts";

/** Whether the database is in use: then no demonstration is put into it. */
export async function hasSittings({ db }: Pick<Context, "db">): Promise<boolean> {
  return (await listSittings(db.read)).length > 0;
}
