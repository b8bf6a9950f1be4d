import type { PlayerEnvironment, TabChannel } from "./environment.ts";

/**
 * One writing tab in one browser. Comfort only: two tabs share the queue and its numbers in IndexedDB, and between
 * browsers the lease of the server decides.
 */
export type TabLock = {
  /** Takes the lock if no other tab has it. */
  enter(): Promise<boolean>;
  /** Takes the lock from the other tab. */
  take(): Promise<void>;
  leave(): void;
};

type Tools = Pick<PlayerEnvironment, "locks" | "openChannel" | "schedule">;

const ASK_MS = 200;

export function createTabLock({ locks, openChannel, schedule }: Tools, attemptId: string, lost: () => void): TabLock {
  const name = `cmr-exam-${attemptId}`;
  const channel: TabChannel | null = openChannel(name);
  let held = false;
  let release: (() => void) | null = null;
  let replied: (() => void) | null = null;

  function giveUp(): void {
    if (!held) return;
    held = false;
    release?.();
    lost();
  }

  channel?.listen((message) => {
    if (message === "who" && held) channel.send("held");
    if (message === "held") replied?.();
    if (message === "taken") giveUp();
  });

  /** Holds the lock until it is released or another tab steals it. */
  function hold(options: LockOptions): Promise<boolean> {
    return new Promise((done) => {
      const lock = locks?.request(name, options, (granted) => {
        if (granted === null) return done(false);
        held = true;
        done(true);
        return new Promise<void>((end) => {
          release = end;
        });
      });
      lock?.catch(() => {
        giveUp();
        done(false);
      });
    });
  }

  function askOthers(): Promise<boolean> {
    return new Promise((done) => {
      if (channel === null) return done(true);
      replied = () => done(false);
      channel.send("who");
      schedule(() => done(true), ASK_MS);
    });
  }

  return {
    async enter() {
      if (locks !== null) return hold({ ifAvailable: true });
      held = await askOthers();
      return held;
    },
    async take() {
      channel?.send("taken");
      if (locks === null) held = true;
      else await hold({ steal: true });
    },
    leave() {
      held = false;
      release?.();
      channel?.close();
    },
  };
}
