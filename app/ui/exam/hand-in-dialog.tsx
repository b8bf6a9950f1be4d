import { useState } from "react";
import { ExamButton } from "./button.tsx";
import { ExamDialog } from "./dialogs.tsx";
import { useExam, usePart } from "./exam-context.tsx";
import { Tick } from "./tick.tsx";
import { durationText } from "./times.ts";
import { say } from "./words.ts";

type HandInDialogProps = { isOpen: boolean; onClose: () => void; answered: number; total: number };

/** The second, different act of handing in: a sentence one agrees to, then the button. */
export function HandInDialog({ isOpen, onClose, answered, total }: HandInDialogProps) {
  const { player } = useExam();
  const remainingMs = usePart((now) => now.time.remainingMs);
  const [finished, setFinished] = useState(false);

  function close(): void {
    setFinished(false);
    onClose();
  }
  return (
    <ExamDialog
      title={say("hand-in-title")}
      isOpen={isOpen}
      onClose={close}
      acts={
        <>
          <ExamButton onPress={close}>{say("cancel")}</ExamButton>
          <ExamButton kind="danger" isDisabled={!finished} onPress={() => void player.submit()}>
            {say("hand-in-now")}
          </ExamButton>
        </>
      }
    >
      <p>
        <strong>{say(answered === total ? "hand-in-all" : total - answered === 1 ? "hand-in-one" : "hand-in-some", { answered, total, unanswered: total - answered })}</strong>
        <br />
        {remainingMs !== null && say("hand-in-time", { time: durationText(remainingMs) })}
      </p>
      <Tick isOn={finished} onChange={setFinished}>
        <span>{say("hand-in-sentence")}</span>
      </Tick>
    </ExamDialog>
  );
}
