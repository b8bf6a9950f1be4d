import { useState } from "react";
import { durationText } from "../design/time.tsx";
import type { ScreenProps } from "./exam-page.tsx";
import { say, timeOfDay } from "./say.ts";
import style from "./exam.module.css";

/** What is saved, in words: saved with its time only when the server has acknowledged everything. */
export function SavedState({ saving }: { saving: ScreenProps["snapshot"]["saving"] }) {
  const { waiting, busy, reachable, lastSavedAtMs } = saving;
  if (waiting > 0 && busy && reachable) return <>{say("saving")}</>;
  if (waiting > 0) return <strong>! {say("waiting", { count: waiting })}</strong>;
  return <>{lastSavedAtMs === null ? say("nothing-to-save") : `✓ ${say("saved", { time: timeOfDay(lastSavedAtMs) })}`}</>;
}

export function TimeLeft({ time }: { time: ScreenProps["snapshot"]["time"] }) {
  const [hidden, setHidden] = useState(false);
  const text = time.remainingMs === null ? say("time-unknown") : durationText(time.remainingMs);
  return (
    <button type="button" className={style.time} onClick={() => setHidden(!hidden)} title={say(hidden ? "show-time" : "hide-time")}>
      {hidden ? (
        say("show-time")
      ) : (
        <>
          <span className={style.clock} data-testid="time-left">
            {text}
          </span>{" "}
          {time.status === "checking" ? say("time-checking") : say("time-left")}
        </>
      )}
    </button>
  );
}

export function TopBar({ data, snapshot, onCall, onKeys }: ScreenProps & { onCall(): void; onKeys(): void }) {
  const { items, position } = snapshot;
  const place = items.findIndex((item) => item.position === position) + 1;
  return (
    <header className={style.top}>
      <div className={style.topLeft}>
        <strong>{data.sittingTitle}</strong>
        <span className={style.quiet}>
          {say("candidate", { number: data.candidateNumber })}
          {data.telephone !== null && ` · ${say("telephone", { telephone: data.telephone })}`}
        </span>
      </div>
      <h1 className={style.place}>{say("question-of", { position: place, count: items.length })}</h1>
      <div className={style.topRight}>
        <button type="button" className={style.plain} onClick={onCall}>
          {say("call")} <kbd>F2</kbd>
        </button>
        <button type="button" className={style.plain} onClick={onKeys}>
          {say("keys")}
        </button>
        <span className={style.saved} data-testid="saved-state">
          <SavedState saving={snapshot.saving} />
        </span>
        <TimeLeft time={snapshot.time} />
      </div>
    </header>
  );
}
