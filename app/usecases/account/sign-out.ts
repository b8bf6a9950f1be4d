import { transact } from "#db/open.ts";
import { endSignIn } from "#db/sign-ins.ts";
import type { Context } from "../context.ts";

/** Signs out: the token counts nowhere from the next request on. */
export async function signOut({ db, now }: Context, tokenHash: string): Promise<void> {
  await transact(db, (trx) => endSignIn(trx, tokenHash, now()));
}
