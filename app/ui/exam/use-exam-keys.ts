import { useEffect, useRef, useState } from "react";
import { actOfKey, isTextField, type KeyAct } from "./keyboard.ts";

const KEY = "cmr-exam-single-keys";

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

/** Listens to the keys of the exam screen; silent while a dialog is open. */
export function useExamKeys(options: number, dialogOpen: boolean, act: (key: KeyAct) => void) {
  const [singleKeys, setSingleKeys] = useState(remembered);
  const latest = useRef({ act, options, singleKeys, dialogOpen });
  latest.current = { act, options, singleKeys, dialogOpen };

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const { act: run, dialogOpen: covered, ...now } = latest.current;
      if (event.defaultPrevented || event.repeat || covered) return;
      const inImages = event.target instanceof Element && event.target.closest("[data-images]") !== null;
      const pressed = { key: event.key, alt: event.altKey, ctrl: event.ctrlKey, meta: event.metaKey };
      const found = actOfKey(pressed, { ...now, inText: isTextField(event.target), inImages });
      if (found === null) return;
      event.preventDefault();
      run(found);
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);

  return {
    singleKeys,
    setSingleKeys(on: boolean) {
      setSingleKeys(on);
      try {
        localStorage.setItem(KEY, on ? "on" : "off");
      } catch {
        // A browser without this memory only forgets a habit.
      }
    },
  };
}
