import { useState } from "react";
import { CALL_KINDS } from "#app/exam/attempt/protocol.ts";
import { Dialog } from "./dialog.tsx";
import { say } from "./say.ts";
import type { ExamPlayer, Snapshot } from "./use-player.ts";
import style from "./exam.module.css";

type Props = { player: ExamPlayer; snapshot: Snapshot; telephone: string | null; position: number; onClose(): void };

/** Calls a proctor, or reports a problem with the question on the screen. */
export function CallDialog({ player, snapshot, telephone, position, onClose }: Props) {
  const [report, setReport] = useState("");
  const [sent, setSent] = useState(false);
  const close = (): void => {
    player.closeCall();
    onClose();
  };
  const { call } = snapshot;
  return (
    <Dialog title={say("call-title")} onClose={close}>
      {call === null ? (
        <div className={style.stack}>
          {CALL_KINDS.map((kind) => (
            <button key={kind} type="button" className={style.secondary} onClick={() => void player.call(kind)}>
              {say(`call-${kind}`)}
            </button>
          ))}
        </div>
      ) : (
        <p role="status">{say(`call-${call.state}`)}</p>
      )}
      {telephone !== null && <p>{say("telephone", { telephone })}</p>}
      <h3>{say("report")}</h3>
      {sent ? (
        <p role="status">{say("report-sent")}</p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void player.reportProblem(position, report).then(setSent);
          }}
        >
          <label>
            {say("report-label")}
            <textarea className={style.textarea} value={report} maxLength={2_000} rows={3} onChange={(event) => setReport(event.target.value)} />
          </label>
          <button type="submit" className={style.secondary} disabled={report.trim() === ""}>
            {say("report-send")}
          </button>
        </form>
      )}
    </Dialog>
  );
}
