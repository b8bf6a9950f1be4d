import { useEffect } from "react";
import { say } from "./say.ts";
import type { ExamPlayer, Snapshot } from "./use-player.ts";
import style from "./exam.module.css";

const WARNING_STAYS_MS = 15_000;

/** One reserved line under the top bar: nothing on the screen moves when it has something to say. */
export function Banner({ snapshot, player }: { snapshot: Snapshot; player: ExamPlayer }) {
  const { saving, warning, message } = snapshot;
  useEffect(() => {
    if (warning === null) return;
    const timer = setTimeout(() => player.closeWarning(), WARNING_STAYS_MS);
    return () => clearTimeout(timer);
  }, [player, warning]);
  const text = saving.storageFailed
    ? say("storage-failed")
    : saving.setAside > 0
      ? say("set-aside", { count: saving.setAside })
      : message !== null
        ? message.text
        : saving.reachable
          ? null
          : say("offline");
  const alarm = saving.storageFailed || saving.setAside > 0;
  return (
    <div className={style.banner}>
      <div role="status" aria-live="polite">
        {warning !== null && <strong>{warning === 1 ? say("warning-one") : say("warning", { minutes: warning })}</strong>}
      </div>
      <div role={alarm ? "alert" : "status"} className={alarm ? style.alarm : undefined}>
        {text}
        {message !== null && text === message.text && (
          <button type="button" className={style.plain} onClick={() => player.closeMessage()}>
            {say("close")}
          </button>
        )}
      </div>
    </div>
  );
}
