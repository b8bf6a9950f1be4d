import { useState } from "react";
import type { SavedState as SavedFacts } from "#app/player/store/saved-state.ts";
import { clockText, durationText, momentHere } from "../design/times.ts";
import { Button } from "../design/button.tsx";
import type { Dialogs } from "./dialogs.tsx";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { Notice } from "./notice.tsx";
import { Stated } from "./stated.tsx";
import style from "./top-bar.module.css";
import { useSavedState } from "./use-saved-state.ts";
import { say } from "./words.ts";

/** The one line of the head: which exam or what matters more just now, which question and that it is a demonstration, what is saved, the call, the time left. */
export function TopBar({ where, open }: { where: string; open: Dialogs["open"] }) {
  const { data } = useExam();
  return (
    <header className={style.bar} data-theme="dark" data-head>
      <div className={style.notice}>
        <strong className={style.title}>{data.sittingTitle}</strong>
        <div role="status" aria-live="polite" aria-label={say("messages")}>
          <Notice open={open} />
        </div>
      </div>
      <span className={style.where}>
        {where}
        {data.demonstration !== null && <small className={style.demonstration}>{data.demonstration}</small>}
      </span>
      <SavedState />
      <Button className={style.call} aria-label={say("call-title")} onPress={() => open("call")}>
        {say("call")} <kbd aria-hidden="true">{say("call-key")}</kbd>
      </Button>
      <TimeLeft />
    </header>
  );
}

/** What is on the server's disk, in words; the sign before them repeats it. */
export function SavedState() {
  const { data } = useExam();
  const state = useSavedState();
  const { sign, look, words, moment } = wordsOfSaved(state, data.timeZone);
  return (
    <span key={words} className={`${style.saved} ${look}`} data-saved={state.kind} title={moment}>
      {sign !== "" && <span aria-hidden="true">{sign} </span>}
      {words}
    </span>
  );
}

function wordsOfSaved(state: SavedFacts, timeZone: string): { sign: string; look: string | undefined; words: string; moment?: string } {
  switch (state.kind) {
    case "nothing":
      return { sign: "", look: "", words: say("saved-nothing") };
    case "saving":
      return { sign: "○", look: "", words: say("saving") };
    case "waiting":
      return { sign: "●", look: style.waiting, words: say("waiting-count", { count: state.count }) };
    case "not-saved":
      return { sign: "!", look: style.waiting, words: say("not-saved-count", { count: state.count }) };
    case "late":
      return { sign: "!", look: style.waiting, words: say("late-count", { count: state.count }) };
    case "saved":
      return { sign: "✓", look: style.good, words: say("saved-at", { time: clockText(state.atMs, timeZone) }), moment: momentHere(state.atMs, timeZone) };
  }
}

function useTime(): { remaining: string; status: "unknown" | "sure" | "checking"; over: boolean; short: boolean } {
  const time = useSnapshot((now) => now.time);
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
      <Button kind="quiet" className={style.hide} onPress={() => setHidden(!hidden)}>
        {say(hidden ? "time-show" : "time-hide")}
      </Button>
      <span className={style.clock}>
        <span role="timer" aria-label={say("time-label")} className={`${style.digits} ${short ? style.short : ""} ${over || hidden ? style.text : ""}`}>
          <Stated text={shown} />
        </span>
        <span className={style.left}><Stated text={status === "checking" ? say("time-checking") : over || hidden ? "" : say("time-left")} /></span>
      </span>
    </span>
  );
}
