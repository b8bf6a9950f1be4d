import { useState, type KeyboardEvent, type PointerEvent } from "react";
import style from "./divider.module.css";
import { habit, keepHabit } from "./habit.ts";
import { say } from "./words.ts";

const NARROWEST = 340;
const WIDEST = 900;
/** The usual width, and the share of a small window that it must not pass: the image keeps the larger part. */
const USUAL = 500;
const USUAL_SHARE = 0.39;
const STEP = 24;
const HABIT = "text-width";

const usual = () => Math.min(USUAL, USUAL_SHARE * window.innerWidth);

const inside = (width: number) => Math.min(WIDEST, Math.max(NARROWEST, Math.round(width)));

/** The width of the text in CSS pixels, remembered by this browser. */
export function useTextWidth(): { width: number; change(width: number): void } {
  const [width, setWidth] = useState(() => inside(Number(habit(HABIT)) || usual()));
  return {
    width,
    change(wanted) {
      setWidth(inside(wanted));
      keepHabit(HABIT, String(inside(wanted)));
    },
  };
}

/** Between text and images: dragged with the pointer or moved with the arrow keys. */
export function Divider({ width, onChange }: { width: number; onChange(width: number): void }) {
  function move(event: KeyboardEvent): void {
    const to: Record<string, number> = { ArrowLeft: width - STEP, ArrowRight: width + STEP, Home: NARROWEST, End: WIDEST, Enter: usual() };
    const wanted = event.altKey ? undefined : to[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    onChange(wanted);
  }
  function drag(event: PointerEvent<HTMLDivElement>): void {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onChange(event.clientX);
  }
  return (
    <div
      role="slider"
      className={style.divider}
      tabIndex={0}
      aria-label={say("divider")}
      aria-orientation="horizontal"
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={width}
      onKeyDown={move}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => onChange(usual())}
    >
      <span className={style.grip} aria-hidden="true" />
    </div>
  );
}
