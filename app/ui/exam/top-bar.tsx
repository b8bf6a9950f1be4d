import { useState } from "react";
import { ExamButton } from "./button.tsx";
import { useExam, usePart } from "./exam-context.tsx";
import { clockText, durationText } from "./times.ts";
import style from "./top-bar.module.css";
import { say } from "./words.ts";

/** Where one is, what is saved, how much time is left. */
export function TopBar({ where }: { where: string }) {
  const { data } = useExam();
  return (
    <header className={style.bar} data-theme="dark">
      <strong className={style.title}>{data.sittingTitle}</strong>
      <span className={style.where}>{where}</span>
      <SavedState />
      <TimeLeft />
    </header>
  );
}

/** What is on the server's disk, in words; the sign before them repeats it. */
export function SavedState() {
  const { data } = useExam();
  const { waiting, busy, reachable, lastSavedAtMs } = usePart((now) => now.saving);
  if (waiting > 0) {
    const calm = reachable && busy;
    return (
      <span className={`${style.saved} ${calm ? "" : style.waiting}`}>
        <span aria-hidden="true">{calm ? "○" : "●"}</span> {calm ? say("saving") : say("waiting-count", { count: waiting })}
      </span>
    );
  }
  if (lastSavedAtMs === null) return <span className={style.saved}>{say("saved-nothing")}</span>;
  return (
    <span className={`${style.saved} ${style.good}`}>
      <span aria-hidden="true">✓</span> {say("saved-at", { time: clockText(lastSavedAtMs, data.timeZone) })}
    </span>
  );
}

function useTime(): { remaining: string; status: "unknown" | "sure" | "checking"; over: boolean; short: boolean } {
  const time = usePart((now) => now.time);
  const { remainingMs, status } = time;
  if (remainingMs === null) return { remaining: say("time-unknown"), status, over: false, short: false };
  return { remaining: durationText(remainingMs), status, over: remainingMs === 0, short: remainingMs <= 5 * 60_000 };
}

/** The time left; it can be hidden, and its place stays. */
export function TimeLeft() {
  const { remaining, status, over, short } = useTime();
  const [hidden, setHidden] = useState(false);
  const shown = over ? say("time-over") : hidden ? say("time-hidden") : remaining;
  return (
    <span className={style.time}>
      <ExamButton kind="quiet" className={style.hide} onPress={() => setHidden(!hidden)}>
        {say(hidden ? "time-show" : "time-hide")}
      </ExamButton>
      <span className={style.clock}>
        <span role="timer" aria-label={say("time-label")} className={`${style.digits} ${short ? style.short : ""} ${over || hidden ? style.text : ""}`}>
          {shown}
        </span>
        <span className={style.left}>{status === "checking" ? say("time-checking") : over || hidden ? "" : say("time-left")}</span>
      </span>
    </span>
  );
}
