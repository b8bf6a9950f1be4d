import { ExamButton } from "./button.tsx";
import { ExamDialog } from "./dialogs.tsx";
import { useExam, usePart } from "./exam-context.tsx";
import { say } from "./words.ts";

type LeavePartDialogProps = { isOpen: boolean; onClose: () => void; answered: number; total: number };

/** Leaving a part is asked for twice: nothing of it can be seen or changed afterwards. */
export function LeavePartDialog({ isOpen, onClose, answered, total }: LeavePartDialogProps) {
  const { player } = useExam();
  const part = usePart((now) => now.part);
  return (
    <ExamDialog
      title={say("part-leave-title", { part })}
      isOpen={isOpen}
      onClose={onClose}
      acts={
        <>
          <ExamButton onPress={onClose}>{say("cancel")}</ExamButton>
          <ExamButton kind="danger" onPress={() => void player.leavePart()}>
            {say("part-leave-now", { part })}
          </ExamButton>
        </>
      }
    >
      <p>
        <strong>{say(answered === total ? "hand-in-all" : total - answered === 1 ? "hand-in-one" : "hand-in-some", { answered, total, unanswered: total - answered })}</strong>
      </p>
      <p>{say("part-leave-sentence")}</p>
    </ExamDialog>
  );
}
