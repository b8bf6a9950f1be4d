import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  document.addEventListener("fullscreenchange", listener);
  window.addEventListener("resize", listener);
  return () => {
    document.removeEventListener("fullscreenchange", listener);
    window.removeEventListener("resize", listener);
  };
}

/** Whether the page fills the screen. */
export function useFullScreen(): boolean {
  return useSyncExternalStore(subscribe, () => document.fullscreenElement !== null, () => false);
}

/** Size of the window in CSS pixels as `1280x720`: a text, so that it stays the same value. */
export function useWindowSize(): { width: number; height: number } {
  const text = useSyncExternalStore(subscribe, () => `${window.innerWidth}x${window.innerHeight}`, () => "1280x720");
  const [width = 0, height = 0] = text.split("x").map(Number);
  return { width, height };
}

/** Telephones fill the screen with a film only. */
export function canFullScreen(): boolean {
  return typeof document.documentElement.requestFullscreen === "function";
}

/** Always the whole document, never one image: dialogs and the clock must stay visible. A refusal of the browser changes nothing. */
export function toggleFullScreen(): void {
  const change = document.fullscreenElement === null ? document.documentElement.requestFullscreen() : document.exitFullscreen();
  change.catch(() => undefined);
}

/** Whether the computer shows its desktop on a second screen; null where the browser does not tell. */
export function useSecondScreen(): boolean | null {
  return useSyncExternalStore(subscribeToScreens, secondScreen, () => null);
}

/** Chromium says it and tells of changes; other browsers have neither member. */
type TellingScreen = Screen & { isExtended?: boolean } & Partial<Pick<EventTarget, "addEventListener" | "removeEventListener">>;

const screenOf = (): TellingScreen => window.screen;

function secondScreen(): boolean | null {
  return screenOf().isExtended ?? null;
}

function subscribeToScreens(listener: () => void): () => void {
  screenOf().addEventListener?.("change", listener);
  return () => screenOf().removeEventListener?.("change", listener);
}
