import { useState } from "react";
import { MAX_TEXT_LENGTH } from "#app/exam/attempt/protocol.ts";
import { Button } from "../design/button.tsx";
import { ExamDialog } from "./dialogs.tsx";
import style from "./dialogs.module.css";
import { useExam } from "./exam-context.tsx";
import { say } from "./words.ts";

type ReportDialogProps = { isOpen: boolean; onClose: () => void; position: number; number: number };

/** Tells the board what is wrong with a question. */
export function ReportDialog({ isOpen, onClose, position, number }: ReportDialogProps) {
  const { player } = useExam();
  const [text, setText] = useState("");
  const [sent, setSent] = useState(false);

  function close(): void {
    setSent(false);
    onClose();
  }
  async function send(): Promise<void> {
    if (!(await player.reportProblem(position, text.trim()))) return;
    setText("");
    setSent(true);
  }
  return (
    <ExamDialog
      title={say("report-title", { number })}
      isOpen={isOpen}
      onClose={close}
      acts={
        sent ? (
          <Button kind="primary" onPress={close}>
            {say("close")}
          </Button>
        ) : (
          <>
            <Button onPress={close}>{say("close")}</Button>
            <Button kind="primary" isDisabled={text.trim() === ""} onPress={() => void send()}>
              {say("report-send")}
            </Button>
          </>
        )
      }
    >
      {sent ? (
        <p role="status">{say("report-sent")}</p>
      ) : (
        <div className={style.field}>
          <label htmlFor="report-text">{say("report-label")}</label>
          <textarea id="report-text" maxLength={MAX_TEXT_LENGTH} value={text} onChange={(event) => setText(event.target.value)} aria-describedby="report-hint" />
          <span id="report-hint" className={style.hint}>
            {say("report-hint")}
          </span>
        </div>
      )}
    </ExamDialog>
  );
}
