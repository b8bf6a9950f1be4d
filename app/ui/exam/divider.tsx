import { useEffect, useState, type KeyboardEvent, type PointerEvent } from "react";
import { say } from "./say.ts";
import style from "./exam.module.css";

const KEPT_AS = "exam-text-share";
const LEAST = 28;
const MOST = 65;
const clamp = (share: number): number => Math.min(MOST, Math.max(LEAST, Math.round(share)));

/** Percent of the width that the text has; remembered on this computer where it may be. */
export function useTextShare(): [number, (share: number) => void] {
  const [share, setShare] = useState(42);
  useEffect(() => {
    const kept = Number(readKept());
    if (kept > 0) setShare(clamp(kept));
  }, []);
  return [
    share,
    (next) => {
      setShare(clamp(next));
      keep(String(clamp(next)));
    },
  ];
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

function keep(share: string): void {
  try {
    localStorage.setItem(KEPT_AS, share);
  } catch {
    // Where storage is blocked the divider is simply not remembered.
  }
}

export function Divider({ share, onMove }: { share: number; onMove(share: number): void }) {
  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const area = event.currentTarget.parentElement!.getBoundingClientRect();
    onMove((100 * (event.clientX - area.left)) / area.width);
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onMove(share + step);
  }
  return (
    <div
      className={style.divider}
      role="separator"
      aria-orientation="vertical"
      aria-label={say("divider")}
      aria-valuenow={share}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
