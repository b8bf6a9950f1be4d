import type { Context } from "../../usecases/context.ts";
import type { failedTries } from "../../adapters/brake/failed-tries.ts";
import { keepFailedSignIns } from "../../usecases/account/keep-failed-sign-ins.ts";

type Waiting = Pick<ReturnType<typeof failedTries>, "take" | "putBack">;

/** Keeps the failed sign-ins that wait; what could not be stored waits on. */
export function failedSignInKeeper(context: Pick<Context, "db" | "secrets" | "now"> & { failedSignIns: Waiting }): () => Promise<void> {
  return async () => {
    const taken = context.failedSignIns.take();
    try {
      await keepFailedSignIns(context, taken);
    } catch (error) {
      context.failedSignIns.putBack(taken);
      throw error;
    }
  };
}
