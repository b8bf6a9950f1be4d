import { Button } from "../design/button.tsx";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { Sheet } from "./sheet.tsx";
import { Stated } from "./stated.tsx";
import style from "./stopped-pages.module.css";
import { minutesText } from "../design/times.ts";
import { SavedState } from "./top-bar.tsx";
import { say, sayRefusal } from "./words.ts";

/** A part is over, or is being left: no time runs, and the next one begins when the candidate begins it. */
export function BetweenPage() {
  const { data, player } = useExam();
  const part = useSnapshot((now) => now.part);
  const partRuns = useSnapshot((now) => now.partRuns);
  const ready = useSnapshot((now) => now.packageReady);
  const busy = useSnapshot((now) => now.busy);
  const refusal = useSnapshot((now) => now.refusal);
  const reachable = useSnapshot((now) => now.saving.reachable);
  const waiting = useSnapshot((now) => now.saving.waiting);
  const next = data.parts[part];
  const number = part + 1;
  if (partRuns || next === undefined) {
    return (
      <Sheet title={say("part-leaving-title", { part })} lead={say("part-leaving-lead")} top={<SavedState />}>
        <p role="status" className={style.line}>
          <Stated text={say(reachable ? "taken-waiting" : "part-leaving-offline", { count: waiting })} />
        </p>
      </Sheet>
    );
  }
  const facts = [
    say("part-questions", { count: next.questions }),
    next.limitMs === null ? say("part-no-limit") : say("part-limit", { time: minutesText(next.limitMs) }),
    ...(next.oneWay ? [say("part-one-way")] : []),
  ];
  return (
    <Sheet
      title={say("part-over-title", { part })}
      lead={say("part-over-lead")}
      top={<SavedState />}
      beside={refusal !== null ? sayRefusal(refusal) : ready ? null : say("start-wait-package")}
      acts={
        <Button kind="primary" isDisabled={busy !== null || !ready} onPress={() => void player.startPart()}>
          {say("part-start", { part: number })}
        </Button>
      }
    >
      <div className={style.line}>
        <h2>{next.title === "" ? say("part-name", { part: number }) : say("part-named", { part: number, title: next.title })}</h2>
        <ul>
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      </div>
    </Sheet>
  );
}
