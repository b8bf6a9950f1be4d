import { CALL_KINDS } from "#app/exam/attempt/protocol.ts";
import { Button } from "../design/button.tsx";
import { ExamDialog } from "./dialogs.tsx";
import style from "./dialogs.module.css";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { helpOf } from "./notice.tsx";
import { say } from "./words.ts";

/** Calls a proctor; what became of the call stays visible here and in the line under the top bar. */
export function CallDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { player, data } = useExam();
  const call = useSnapshot((now) => now.call);
  return (
    <ExamDialog
      title={say("call-title")}
      isOpen={isOpen}
      onClose={onClose}
      acts={<Button onPress={onClose}>{say("close")}</Button>}
    >
      <p>{say("call-lead")}</p>
      <p>
        <strong>{helpOf(data).join(" · ")}</strong>
      </p>
      <div className={style.choices}>
        {CALL_KINDS.map((kind) => (
          <Button key={kind} className={style.choice} isDisabled={call?.state === "sending"} onPress={() => void player.call(kind)}>
            {say(`call-${kind}`)}
          </Button>
        ))}
      </div>
      <p role="status" className={call?.state === "failed" ? style.error : undefined} style={{ minHeight: "1.5em", marginTop: 16, marginBottom: 0 }}>
        {call === null ? "" : say(`notice-call-${call.state}`)}
      </p>
    </ExamDialog>
  );
}

/** A message of the proctor in full. */
export function MessageDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { player } = useExam();
  const message = useSnapshot((now) => now.message);
  const done = () => {
    onClose();
    player.closeMessage();
  };
  return (
    <ExamDialog
      title={say("notice-message")}
      isOpen={isOpen && message !== null}
      onClose={onClose}
      acts={
        <Button kind="primary" onPress={done}>
          {say("notice-got-it")}
        </Button>
      }
    >
      <p>{message?.text}</p>
    </ExamDialog>
  );
}
