import { useEffect } from "react";
import { keepAwake } from "./wake-lock.ts";

/** Keeps the screen awake: reading and waiting take longer than a screen saver does. Where the browser cannot, nothing happens. */
export function useWakeLock(isOn: boolean): void {
  useEffect(() => {
    if (!isOn || !("wakeLock" in navigator)) return;
    return keepAwake({
      isVisible: () => document.visibilityState === "visible",
      request: () => navigator.wakeLock.request("screen").catch(() => null),
      onVisibility(listener) {
        document.addEventListener("visibilitychange", listener);
        return () => document.removeEventListener("visibilitychange", listener);
      },
    });
  }, [isOn]);
}
