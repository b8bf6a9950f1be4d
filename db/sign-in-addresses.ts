import type { Connection } from "./open.ts";

/** Keeps from which network a failed sign-in came, beside its entry of the audit and not in it: so it can be deleted. */
export async function insertSignInAddress(trx: Connection, { auditNumber, address, deleteAfterMs }: { auditNumber: number; address: string; deleteAfterMs: number }): Promise<void> {
  await trx.insertInto("sign_in_address").values({ audit_number: auditNumber, address, delete_after_ms: deleteAfterMs }).execute();
}

/** Deletes what is due; answers how many there were. */
export async function deleteDueAddresses(trx: Connection, nowMs: number): Promise<number> {
  const { numDeletedRows } = await trx.deleteFrom("sign_in_address").where("delete_after_ms", "<=", nowMs).executeTakeFirst();
  return Number(numDeletedRows);
}
