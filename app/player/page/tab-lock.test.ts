import { expect, test } from "vitest";
import type { TabChannel } from "./environment.ts";
import { createTabLock } from "./tab-lock.ts";

/** Web Locks of one browser: `ifAvailable` and `steal`. */
function createLocks(): LockManager {
  let robbed: ((reason: Error) => void) | null = null;
  const request = (_name: string, options: LockOptions, run: (lock: object | null) => unknown) => {
    if (robbed !== null && options.steal !== true) return Promise.resolve(run(null));
    robbed?.(new DOMException("stolen", "AbortError"));
    return new Promise((done, fail) => {
      robbed = fail;
      void Promise.resolve(run({})).then(() => {
        if (robbed === fail) robbed = null;
        done(undefined);
      });
    });
  };
  return { request, query: () => Promise.reject(new Error("unused")) } as unknown as LockManager;
}

/** BroadcastChannel of one browser: everybody but the sender hears. */
function createChannels() {
  const all = new Set<{ hear(message: unknown): void }>();
  return (): TabChannel => {
    let listener: (message: unknown) => void = () => undefined;
    const me = { hear: (message: unknown) => listener(message) };
    all.add(me);
    return {
      send: (message) => queueMicrotask(() => all.forEach((one) => one !== me && one.hear(message))),
      listen: (given) => void (listener = given),
      close: () => void all.delete(me),
    };
  };
}

const schedule = (run: () => void) => {
  const timer = setTimeout(run, 5);
  return () => clearTimeout(timer);
};

test.each(["locks", "channel only"])("lets one tab write, and moves the lock when asked (%s)", async (kind) => {
  const locks = kind === "locks" ? createLocks() : null;
  const openChannel = createChannels();
  const lost: string[] = [];
  const tab = (name: string) => createTabLock({ locks, openChannel, schedule }, "a", () => void lost.push(name));
  const first = tab("first");
  const second = tab("second");
  expect(await first.enter()).toBe(true);
  expect(await second.enter()).toBe(false);
  await second.take();
  await new Promise((next) => setTimeout(next, 10));
  expect(lost).toEqual(["first"]);
  second.leave();
  await new Promise((next) => setTimeout(next, 10));
  expect(await tab("third").enter()).toBe(true);
});
