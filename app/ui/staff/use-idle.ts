import { useCallback, useEffect, useRef, useState } from "react";
import { IDLE_AFTER_MS, WARN_BEFORE_MS } from "#app/exam/time/idle-time.ts";

const TICK_MS = 1_000;
/** So often at most the server is told of keys and clicks, and asked near the end. */
const TELL_EVERY_MS = 5 * 60_000;
const ASK_EVERY_MS = 5_000;
const STAY = "/staff/stay";

export type Idle = { state: "awake" } | { state: "warned"; leftMs: number } | { state: "ended" };

/**
 * How long the sign-in of this page lasts without an act, as the server says: other pages of the same person, and a wall
 * of a sitting that runs, keep it as well. Keys and clicks are acts, but while the warning stands only its button is.
 */
export function useIdle(): { idle: Idle; stay(): void; signedIn(): void } {
  const [idle, setIdle] = useState<Idle>({ state: "awake" });
  const endsAt = useRef(0);
  const askedAt = useRef(0);
  const toldAt = useRef(0);
  const hasActed = useRef(false);

  const startAnew = useCallback((leftMs: number) => {
    endsAt.current = Date.now() + leftMs;
    setIdle(leftMs > WARN_BEFORE_MS ? { state: "awake" } : { state: "warned", leftMs });
  }, []);

  const ask = useCallback(
    async (method: "GET" | "POST"): Promise<void> => {
      askedAt.current = Date.now();
      if (method === "POST") {
        // What was done until now is told with it, whoever tells.
        hasActed.current = false;
        toldAt.current = askedAt.current;
      }
      const reply = await fetch(STAY, { method }).catch(() => null);
      // Without a word from the server nothing is known, and nobody is signed out.
      if (reply?.status === 401) return setIdle({ state: "ended" });
      if (reply?.ok !== true) return;
      const { leftMs } = (await reply.json()) as { leftMs: number };
      if (leftMs > 0) startAnew(leftMs);
      else setIdle({ state: "ended" });
    },
    [startAnew],
  );

  useEffect(() => {
    endsAt.current = Date.now() + IDLE_AFTER_MS;
    toldAt.current = Date.now();
    const act = () => void (hasActed.current = true);
    const events = ["keydown", "pointerdown"] as const;
    for (const name of events) document.addEventListener(name, act, { capture: true, passive: true });
    return () => {
      for (const name of events) document.removeEventListener(name, act, { capture: true });
    };
  }, []);

  const { state } = idle;
  useEffect(() => {
    if (state === "ended") return;
    const timer = setInterval(() => {
      const nowMs = Date.now();
      const leftMs = endsAt.current - nowMs;
      if (state === "awake" && leftMs > WARN_BEFORE_MS) {
        if (hasActed.current && nowMs - toldAt.current >= TELL_EVERY_MS) void ask("POST");
        return;
      }
      if (state === "warned") setIdle({ state, leftMs: Math.max(0, leftMs) });
      if (nowMs - askedAt.current >= ASK_EVERY_MS) void ask("GET");
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [state, ask]);

  return {
    idle,
    stay: () => void ask("POST"),
    signedIn() {
      hasActed.current = false;
      startAnew(IDLE_AFTER_MS);
    },
  };
}
