import { transact } from "#db/open.ts";
import { deleteDueAddresses } from "#db/sign-in-addresses.ts";
import type { Context } from "../context.ts";

/** Deletes the networks of failed sign-ins whose ninety days are over; their entries in the audit stay. Answers how many. */
export async function deleteAddressesThatAreDue({ db, now }: Pick<Context, "db" | "now">): Promise<number> {
  return transact(db, (trx) => deleteDueAddresses(trx, now()));
}
