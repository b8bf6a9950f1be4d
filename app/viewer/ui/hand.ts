import type { PanelAct, Point, Wheel } from "../core/act.ts";
import { IDLE, recognise, type GestureContext, type PointerSample } from "../core/gestures.ts";
import { actsOfWheel } from "../core/wheel.ts";

/** Mouse, pen and fingers on one panel. Gives back the function that takes all listeners away. */
export function listenToHand(panel: HTMLElement, context: () => GestureContext & { wheel: Wheel }, act: (act: PanelAct) => void): () => void {
  const listening = new AbortController();
  const options = { signal: listening.signal };
  let gesture = IDLE;
  let wheelRest = 0;

  const fromMiddle = (event: MouseEvent): Point => {
    const box = panel.getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  };
  const feed = (type: PointerSample["type"]) => (event: PointerEvent) => {
    if (type === "down") {
      if (onControl(event)) return;
      panel.setPointerCapture(event.pointerId);
    }
    const sample = { type, id: event.pointerId, ...fromMiddle(event), button: event.button, shift: event.shiftKey };
    const result = recognise(gesture, sample, context());
    gesture = result.gesture;
    for (const each of result.acts) act(each);
  };
  panel.addEventListener("pointerdown", feed("down"), options);
  panel.addEventListener("pointermove", feed("move"), options);
  panel.addEventListener("pointerup", feed("up"), options);
  panel.addEventListener("pointercancel", feed("cancel"), options);
  panel.addEventListener("lostpointercapture", feed("cancel"), options);
  // The middle button would begin the browser's own scrolling.
  panel.addEventListener("mousedown", (event) => event.button === 1 && event.preventDefault(), options);
  panel.addEventListener("contextmenu", (event) => event.preventDefault(), options);
  panel.addEventListener("dblclick", (event) => !onControl(event) && act({ kind: "play-pause" }), options);
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const result = actsOfWheel(wheelRest, { deltaY: event.deltaY, deltaMode: event.deltaMode, ctrl: event.ctrlKey, at: fromMiddle(event) }, context().wheel);
    wheelRest = result.rest;
    for (const each of result.acts) act(each);
  };
  panel.addEventListener("wheel", wheel, { ...options, passive: false });
  return () => listening.abort();
}

function onControl(event: Event): boolean {
  return event.target instanceof Element && event.target.closest("button, select, a") !== null;
}
