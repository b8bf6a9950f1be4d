import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Config } from "#config";
import { isUpToDate } from "#db/migrate.ts";
import type { Log } from "../usecases/context.ts";
import { deleteAddressesThatAreDue } from "../usecases/admin/delete-due-addresses.ts";
import { encryptSecondFactors } from "../usecases/admin/encrypt-second-factors.ts";
import { isAuditAhead } from "#db/seals.ts";
import { freezeFormerForms } from "../usecases/publish-form.ts";
import { actBook } from "./act-book.ts";
import type { AppContext } from "./app-context.ts";
import { checkpoints } from "./duties/checkpoints.ts";
import { expiredCloser } from "./duties/close-expired.ts";
import { every } from "./duties/every.ts";
import { failedSignInKeeper } from "./duties/keep-failed-sign-ins.ts";
import { keepClock } from "./duties/keep-clock.ts";
import { readiness } from "./duties/readiness.ts";
import { brakeShare } from "./duties/share-brake.ts";
import { serverLock } from "./duties/server-lock.ts";
import { voucher } from "./duties/vouch.ts";
import { feedHub } from "./feed-hub.ts";
import { makeContext } from "./make-context.ts";
import { presenceBook } from "./presence-book.ts";

const CLOSE_EVERY_MS = 1_000;
const CLOCK_EVERY_MS = 5_000;
const BRAKE_EVERY_MS = 1_000;
const ACTS_EVERY_MS = 10_000;
const FAILED_EVERY_MS = 1_000;
const ADDRESSES_EVERY_MS = 600_000;
const CHECKPOINT_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
const LOCK_EVERY_MS = 1_000;

/**
 * Makes the context of a server process and starts its duties: closing expired attempts, the sitting's checkpoints, the
 * stored clock, the lock of the SQLite file. Throws `ServerStartError` with a sentence when this process must not serve;
 * `end` is called with one when it must not any longer.
 */
export async function createContext(
  config: Config,
  log: Log,
  build: { version: string; id: string },
  end: (sentence: string) => void,
): Promise<AppContext> {
  const base = await makeContext(config, log, build);
  if (!(await isUpToDate(base.db))) throw new ServerStartError("the database is not up to date; run: npm run exam -- migrate");
  const lock = serverLock(base);
  const held = await lock.hold();
  if (!held.held) {
    await base.close();
    throw new ServerStartError(`${held.by} serves ${config.databaseFile}`);
  }
  await freezeFormerForms(base.db);
  await encryptSecondFactors(base);
  const keeper = await keepClock(base);
  const vouch = voucher(base);
  await vouch().catch((error: unknown) => log.error({ err: error }, "the audit could not be sealed at the start"));
  const ready = readiness(base, { dataDir: config.dataDir, monotonicNow: () => performance.now(), clock: keeper });
  await ready.check();

  const feeds = feedHub(base);
  const presence = presenceBook(base);
  const acts = actBook(base);
  const marks = checkpoints(base);
  base.queue.listen((changed) => {
    feeds.changed(changed.map(({ stored }) => stored));
    marks.changed(changed);
  });
  const closeExpired = expiredCloser(base);
  const keepFailed = failedSignInKeeper(base);
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();

  const duties = [
    every(CLOSE_EVERY_MS, "close expired attempts", log, async () => {
      await closeExpired();
      await marks.writeClosed();
    }),
    every(LOOK_EVERY_MS, "readiness", log, ready.check),
    every(CHECKPOINT_EVERY_MS, "checkpoints", log, async () => {
      await marks.writeAll();
      await vouch();
    }),
    every(LOOK_EVERY_MS, "seal acts of staff", log, async () => {
      if (await isAuditAhead(base.db.read)) await vouch();
    }),
    every(FAILED_EVERY_MS, "keep failed sign-ins", log, keepFailed),
    every(ADDRESSES_EVERY_MS, "delete addresses of failed sign-ins", log, async () => void (await deleteAddressesThatAreDue(base))),
    every(ACTS_EVERY_MS, "when staff last acted", log, acts.flush),
    every(CLOCK_EVERY_MS, "clock", log, keeper.store),
    every(LOCK_EVERY_MS, "lock", log, async () => {
      const still = await lock.hold();
      if (still.held) return;
      const sentence = `${config.databaseFile}.lock was removed, and ${still.by} serves the database by now: this one ends`;
      log.error({}, sentence);
      end(sentence);
    }),
    every(LOOK_EVERY_MS, "clock in doubt", log, async () => {
      if (base.clock.isSure()) return;
      const before = base.clock.now();
      await keeper.resolve();
      if (!base.clock.isSure()) return;
      acts.moveOn(base.clock.now() - before);
      await feeds.tellAll();
    }),
    // A SQLite file has one server: there the counts in memory are all of them.
    ...(base.db.dialect === "postgres" ? [every(BRAKE_EVERY_MS, "share the brake", log, brakeShare(base))] : []),
  ];

  return {
    ...base,
    config,
    feeds,
    presence,
    acts,
    hashes: base.passwords.figures,
    loopLagMs: () => lag.mean / 1e6,
    notReady: ready.reason,
    async close() {
      await Promise.all(duties.map((duty) => duty.stop()));
      feeds.close();
      presence.close();
      await base.queue.idle();
      await presence.flush();
      await acts.flush();
      await keepFailed();
      await marks.writeAll();
      await vouch().catch((error: unknown) => log.error({ err: error }, "the audit could not be sealed at the end"));
      await keeper.store();
      await lock.release();
      await base.close();
    },
  };
}

export class ServerStartError extends Error {
  override name = "ServerStartError";
}
