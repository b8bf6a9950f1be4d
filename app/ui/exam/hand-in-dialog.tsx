import { useState } from "react";
import { Button } from "../design/button.tsx";
import { ExamDialog } from "./dialogs.tsx";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { Tick } from "./tick.tsx";
import { durationText } from "../design/times.ts";
import { say } from "./words.ts";

/** `leaves`: the part that is left; null where the exam is handed in. */
type HandInDialogProps = { isOpen: boolean; onClose: () => void; answered: number; total: number; leaves: number | null };

/** The second, different act of handing in: a sentence one agrees to, then the button. A part is left by the button alone. */
export function HandInDialog({ isOpen, onClose, answered, total, leaves }: HandInDialogProps) {
  const { player } = useExam();
  const remainingMs = useSnapshot((now) => now.time.remainingMs);
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
          <Button onPress={close}>{say("cancel")}</Button>
          <Button kind="danger" isDisabled={leaves === null && !finished} onPress={() => void (leaves === null ? player.submit() : player.leavePart())}>
            {leaves === null ? say("hand-in-now") : say("part-leave-now", { part: leaves })}
          </Button>
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
