/** Everything of the browser that the player touches, so that tests can bring their own. */
export type Cancel = () => void;

/** The part of an `EventSource` that the feed needs. */
export type FeedSource = {
  addEventListener(name: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
};

/** The part of a `BroadcastChannel` that the lock needs. */
export type TabChannel = {
  send(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
  close(): void;
};

export type PageEvent = "online" | "offline" | "visibilitychange" | "pageshow" | "pagehide";

export type PlayerEnvironment = {
  fetch: typeof fetch;
  /** Null where the browser has none or blocks it. */
  indexedDB: IDBFactory | null;
  caches: CacheStorage | null;
  locks: LockManager | null;
  crypto: Crypto;
  openChannel(name: string): TabChannel | null;
  openFeed(url: string): FeedSource | null;
  /** The device's clock in epoch milliseconds: it triggers questions, it never decides. */
  dateNow(): number;
  /** Milliseconds of a clock that nobody can set. */
  monotonicNow(): number;
  /** 0 <= x < 1, for the jitter of the back-off. */
  random(): number;
  schedule(run: () => void, ms: number): Cancel;
  on(event: PageEvent, run: () => void): Cancel;
  visible(): boolean;
  fullScreen(): boolean;
};

/** Reads a member of `window` that some browsers forbid by throwing. */
function allowed<T>(read: () => T | undefined): T | null {
  try {
    return read() ?? null;
  } catch {
    return null;
  }
}

function channel(name: string): TabChannel | null {
  if (typeof BroadcastChannel === "undefined") return null;
  const open = new BroadcastChannel(name);
  return {
    send: (message) => open.postMessage(message),
    listen: (listener) => open.addEventListener("message", (event) => listener(event.data)),
    close: () => open.close(),
  };
}

/** The environment of the page this runs in. */
export function browserEnvironment(): PlayerEnvironment {
  return {
    fetch: (input, init) => fetch(input, init),
    indexedDB: allowed(() => window.indexedDB),
    caches: allowed(() => window.caches),
    locks: allowed(() => navigator.locks),
    crypto: window.crypto,
    openChannel: (name) => allowed(() => channel(name) ?? undefined),
    openFeed: (url) => (typeof EventSource === "undefined" ? null : new EventSource(url)),
    dateNow: () => Date.now(),
    monotonicNow: () => performance.now(),
    random: () => Math.random(),
    schedule(run, ms) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    on(event, run) {
      const target: EventTarget = event === "visibilitychange" ? document : window;
      target.addEventListener(event, run);
      return () => target.removeEventListener(event, run);
    },
    visible: () => document.visibilityState === "visible",
    fullScreen: () => document.fullscreenElement !== null,
  };
}
