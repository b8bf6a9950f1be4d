import type { Context } from "../../usecases/context.ts";
import { sealChanges } from "../../usecases/admin/seal-changes.ts";
import { writeBaseline } from "../../usecases/admin/write-baseline.ts";

/**
 * Makes the audit vouch for what is stored: the baseline once, then a seal over what has come since. A disk that is full at
 * the start keeps nobody from serving: the next turn does it.
 */
export function voucher(context: Pick<Context, "db" | "now" | "log" | "secrets" | "seals">): () => Promise<void> {
  let hasBaseline = false;
  return async () => {
    if (!hasBaseline) await writeBaseline(context);
    hasBaseline = true;
    await sealChanges(context);
  };
}
