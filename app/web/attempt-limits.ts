/** What one attempt may ask of the server at most: far more than any page does, far less than would be felt by the others. */
const BURST = 60;
const POSTS_A_SECOND = 20;
/** A proctor is called once; whoever presses again and again is heard no better. */
const CALL_EVERY_MS = 5_000;
const FRAMES_AT_ONCE = 6;
const FRAMES_WAITING = 100;
const HOUR_MS = 3_600_000;
/** An hour's images, as often as the whole form; a form with few of them may send this much in any case. */
const FORMS_AN_HOUR = 3;
const LEAST_BYTES_AN_HOUR = 10 * 1_024 * 1_024;
/** When so many are remembered, those who have nothing counted any more are forgotten, once a second at most. */
const SWEEP_AT = 5_000;
const SWEEP_EVERY_MS = 1_000;
/** After so long POSTs and calls are as if nobody had sent any; only the images of the hour are still counted. */
const RECOVERED_MS = Math.max((BURST / POSTS_A_SECOND) * 1_000, CALL_EVERY_MS);

type Account = {
  posts: { left: number; atMs: number };
  calledAtMs: number;
  frames: { running: number; waiting: (() => void)[] };
  bytes: { sent: number; sinceMs: number };
  seenAtMs: number;
};

export type AttemptLimits = {
  /** Counts one POST; 0 when it may go on, else the seconds after which one may. */
  takePost(tokenHash: string, attemptId: string): number;
  /** Counts one call of a proctor; 0 when it may go on, else the seconds after which one may. */
  takeCall(tokenHash: string, attemptId: string): number;
  /** Counts bytes of images of a form that has so many; 0 when they may be sent, else the seconds after which they may. */
  takeBytes(tokenHash: string, attemptId: string, bytes: number, formBytes: number): number;
  /** Waits for a turn to send images and gives what ends it; null when too many wait already. */
  takeTurn(tokenHash: string, attemptId: string): Promise<(() => void) | null>;
  /** The sign-in may act on the attempt: from here on all sign-ins of an attempt share its limits. */
  belongs(tokenHash: string, attemptId: string): void;
  /** How many are remembered. */
  size(): number;
};

/**
 * Counts for each attempt, in the memory of this process. Until a sign-in has been seen to belong to the attempt it
 * counts for itself, so that nobody uses up what is another's. `monotonicNow` in milliseconds.
 */
export function attemptLimits(monotonicNow: () => number): AttemptLimits {
  const accounts = new Map<string, Account>();
  const attemptOf = new Map<string, string>();
  let sweptAtMs = Number.NEGATIVE_INFINITY;

  function accountOf(tokenHash: string, attemptId: string): Account {
    const nowMs = monotonicNow();
    const key = attemptOf.get(tokenHash) === attemptId ? attemptId : tokenHash;
    let account = accounts.get(key);
    if (account === undefined) {
      if (accounts.size >= SWEEP_AT && nowMs - sweptAtMs >= SWEEP_EVERY_MS) sweep(nowMs);
      account = { posts: { left: BURST, atMs: nowMs }, calledAtMs: Number.NEGATIVE_INFINITY, frames: { running: 0, waiting: [] }, bytes: { sent: 0, sinceMs: nowMs }, seenAtMs: nowMs };
      accounts.set(key, account);
    }
    account.seenAtMs = nowMs;
    return account;
  }

  /** Whoever sends a new cookie with each request fills this for seconds, not for an hour. */
  function sweep(nowMs: number): void {
    sweptAtMs = nowMs;
    for (const [key, { seenAtMs, frames, bytes }] of accounts) {
      const isBlank = bytes.sent === 0 || nowMs - bytes.sinceMs >= HOUR_MS;
      if (isBlank && frames.running === 0 && nowMs - seenAtMs > RECOVERED_MS) accounts.delete(key);
    }
    for (const [tokenHash, attemptId] of attemptOf) if (!accounts.has(attemptId)) attemptOf.delete(tokenHash);
  }

  return {
    takePost(tokenHash, attemptId) {
      const { posts } = accountOf(tokenHash, attemptId);
      const nowMs = monotonicNow();
      posts.left = Math.min(BURST, posts.left + ((nowMs - posts.atMs) / 1_000) * POSTS_A_SECOND);
      posts.atMs = nowMs;
      if (posts.left < 1) return 1;
      posts.left -= 1;
      return 0;
    },
    takeCall(tokenHash, attemptId) {
      const account = accountOf(tokenHash, attemptId);
      const nowMs = monotonicNow();
      const waitMs = account.calledAtMs + CALL_EVERY_MS - nowMs;
      if (waitMs > 0) return Math.ceil(waitMs / 1_000);
      account.calledAtMs = nowMs;
      return 0;
    },
    takeBytes(tokenHash, attemptId, bytes, formBytes) {
      const { bytes: account } = accountOf(tokenHash, attemptId);
      const nowMs = monotonicNow();
      if (nowMs - account.sinceMs >= HOUR_MS) Object.assign(account, { sent: 0, sinceMs: nowMs });
      if (account.sent + bytes > Math.max(LEAST_BYTES_AN_HOUR, FORMS_AN_HOUR * formBytes)) return Math.ceil((account.sinceMs + HOUR_MS - nowMs) / 1_000);
      account.sent += bytes;
      return 0;
    },
    async takeTurn(tokenHash, attemptId) {
      const { frames } = accountOf(tokenHash, attemptId);
      if (frames.running >= FRAMES_AT_ONCE) {
        if (frames.waiting.length >= FRAMES_WAITING) return null;
        await new Promise<void>((turn) => frames.waiting.push(turn));
      } else frames.running += 1;
      return () => {
        // The turn goes from hand to hand; only one that nobody waits for is given back.
        const next = frames.waiting.shift();
        if (next === undefined) frames.running -= 1;
        else next();
      };
    },
    belongs(tokenHash, attemptId) {
      attemptOf.set(tokenHash, attemptId);
    },
    size: () => accounts.size,
  };
}
