import { useEffect, useRef, useState } from "react";
import { habit, keepHabit } from "./habit.ts";
import { actOfKey, holderOf, type KeyAct, type KeyHolder } from "./keyboard.ts";

const HABIT = "single-keys";

/** Listens to the keys of the exam screen; silent while a dialog is open. */
export function useExamKeys(options: number, dialogOpen: boolean, act: (key: KeyAct) => void) {
  const [singleKeys, setSingleKeys] = useState(() => habit(HABIT) !== "off");
  const latest = useRef({ act, options, singleKeys, dialogOpen });
  latest.current = { act, options, singleKeys, dialogOpen };

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const { act: run, dialogOpen: covered, ...now } = latest.current;
      if (event.defaultPrevented || event.repeat || event.isComposing || covered) return;
      const { key, code, shiftKey: shift, altKey: alt, ctrlKey: ctrl, metaKey: meta } = event;
      const found = actOfKey({ key, code, shift, alt, ctrl, meta }, { ...now, holder: holderOf(event.target) });
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
    const lost = (event: FocusEvent) => event.relatedTarget === null && setHolder("question");
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
  const [place] = places.flatMap((one) => document.querySelector<HTMLElement>(one) ?? []);
  place?.focus({ preventScroll: true });
}
