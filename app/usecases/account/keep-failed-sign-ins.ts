import { appendAudit } from "#db/audit.ts";
import { hmac } from "#db/hash-chain.ts";
import { transact, type Trx } from "#db/open.ts";
import { findPersonByEmail } from "#db/people.ts";
import { insertSignInAddress } from "#db/sign-in-addresses.ts";
import { registrationIdOfNumber } from "#db/sittings.ts";
import type { Context, FailedSignIn } from "../context.ts";

/** For so long it is known from which network a sign-in failed. */
const ADDRESS_KEPT_FOR_MS = 90 * 86_400_000;

/**
 * Keeps failed sign-ins in the audit: by the account or registration where there is one, else by an HMAC of what was
 * typed, never by that itself. The network stands beside the chain, with the time from which it is to be deleted. All
 * that wait in one transaction, after their answers have gone. `more`: failed besides, of which nothing but this is kept.
 */
export async function keepFailedSignIns(context: Pick<Context, "db" | "secrets" | "now">, { tries, more }: { tries: readonly FailedSignIn[]; more: number }): Promise<void> {
  const { db, now } = context;
  if (tries.length === 0 && more === 0) return;
  await transact(db, async (trx) => {
    for (const { way, who, address, atMs } of tries) {
      const account = await accountOf(trx, way, who);
      const subjectId = account ?? hmac(context.secrets.key("failed-sign-ins"), `${way}:${who}`);
      const auditNumber = await appendAudit(trx, { kind: "sign-in-failed", actorId: null, subjectId, payload: { way, known: account !== null }, nowMs: atMs });
      await insertSignInAddress(trx, { auditNumber, address, deleteAfterMs: atMs + ADDRESS_KEPT_FOR_MS });
    }
    if (more > 0) await appendAudit(trx, { kind: "sign-in-failed", actorId: null, subjectId: null, payload: { more }, nowMs: now() });
  });
}

async function accountOf(trx: Trx, way: FailedSignIn["way"], who: string): Promise<string | null> {
  if (way === "candidate") return registrationIdOfNumber(trx, who);
  return way === "staff" ? ((await findPersonByEmail(trx, who))?.id ?? null) : who;
}
