import { useEffect } from "react";

/** Keeps the screen awake while a question is on it: reading takes longer than a screen saver waits. Where the browser cannot, nothing happens. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let left = false;
    const ask = async () => {
      if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
      const given = await navigator.wakeLock.request("screen").catch(() => null);
      if (left) await given?.release();
      else lock = given;
    };
    // The browser takes it back with every change of the tab.
    const again = () => void ask();
    again();
    document.addEventListener("visibilitychange", again);
    return () => {
      left = true;
      document.removeEventListener("visibilitychange", again);
      void lock?.release();
    };
  }, []);
}
