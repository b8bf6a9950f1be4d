import { useEffect, useRef, useState } from "react";
import { keyOf } from "#app/viewer/index.ts";
import { habit, keepHabit } from "./habit.ts";
import { actOfKey, holderOf, type KeyAct, type KeyHolder } from "./keyboard.ts";

const HABIT = "single-keys";

/** Listens to the keys of the exam screen; silent while another page stands before it (`away`). */
export function useExamKeys(options: number, away: boolean, act: (key: KeyAct) => void) {
  const [singleKeys, setSingleKeys] = useState(() => habit(HABIT) !== "off");
  const latest = useRef({ act, options, singleKeys, away });
  latest.current = { act, options, singleKeys, away };

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const { act: run, away: silent, ...now } = latest.current;
      if (event.defaultPrevented || event.repeat || event.isComposing || silent) return;
      const found = actOfKey(keyOf(event), { ...now, holder: holderOf(event.target) });
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
      keepHabit(HABIT, on ? "on" : "off");
    },
  };
}

/** Who holds the keys now. */
export function useKeyHolder(): KeyHolder {
  const [holder, setHolder] = useState<KeyHolder>("question");
  useEffect(() => {
    const gained = (event: FocusEvent) => setHolder(holderOf(event.target));
    // Nothing has the focus then, or another window has it.
    const lost = (event: FocusEvent) => event.relatedTarget === null && setHolder(holderOf(null));
    document.addEventListener("focusin", gained);
    document.addEventListener("focusout", lost);
    return () => {
      document.removeEventListener("focusin", gained);
      document.removeEventListener("focusout", lost);
    };
  }, []);
  return holder;
}

/** Gives the keys to the question (a reader of the screen begins at its top) or to its images. */
export function giveKeysTo(holder: "question" | "images"): void {
  // Where the viewer itself is missing, its place holds a button for another try.
  const places = holder === "question" ? ["[data-question] h1"] : ["[data-images]:not([hidden]) .viewer-panel:not([hidden])", "[data-images]:not([hidden]) button"];
  const [target] = places.flatMap((selector) => document.querySelector<HTMLElement>(selector) ?? []);
  target?.focus({ preventScroll: true });
}
