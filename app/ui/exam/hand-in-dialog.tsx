import { useState } from "react";
import { ExamButton } from "./button.tsx";
import { ExamDialog } from "./dialogs.tsx";
import { useExam, usePart } from "./exam-context.tsx";
import { Tick } from "./tick.tsx";
import { durationText } from "./times.ts";
import { say } from "./words.ts";

/** `leaves`: the part that is left; null where the exam is handed in. */
type HandInDialogProps = { isOpen: boolean; onClose: () => void; answered: number; total: number; leaves: number | null };

/** The second, different act of handing in: a sentence one agrees to, then the button. A part is left by the button alone. */
export function HandInDialog({ isOpen, onClose, answered, total, leaves }: HandInDialogProps) {
  const { player } = useExam();
  const remainingMs = usePart((now) => now.time.remainingMs);
  const [finished, setFinished] = useState(false);

  function close(): void {
    setFinished(false);
    onClose();
  }
  return (
    <ExamDialog
      title={leaves === null ? say("hand-in-title") : say("part-leave-title", { part: leaves })}
      isOpen={isOpen}
      onClose={close}
      acts={
        <>
          <ExamButton onPress={close}>{say("cancel")}</ExamButton>
          <ExamButton kind="danger" isDisabled={leaves === null && !finished} onPress={() => void (leaves === null ? player.submit() : player.leavePart())}>
            {leaves === null ? say("hand-in-now") : say("part-leave-now", { part: leaves })}
          </ExamButton>
        </>
      }
    >
      <p>
        <strong>{say(answered === total ? "hand-in-all" : total - answered === 1 ? "hand-in-one" : "hand-in-some", { answered, total, unanswered: total - answered })}</strong>
        <br />
        {leaves !== null ? say("part-leave-sentence") : remainingMs !== null && say("hand-in-time", { time: durationText(remainingMs) })}
      </p>
      {leaves === null && (
        <Tick isOn={finished} onChange={setFinished}>
          <span>{say("hand-in-sentence")}</span>
        </Tick>
      )}
    </ExamDialog>
  );
}
