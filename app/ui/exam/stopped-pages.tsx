import { Button } from "../design/button.tsx";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { Block, Sheet } from "./sheet.tsx";
import { Stated } from "./stated.tsx";
import style from "./stopped-pages.module.css";
import { minutesText } from "../design/times.ts";
import { SavedState, TimeLeft } from "./top-bar.tsx";
import { useSavedState } from "./use-saved-state.ts";
import { say, sayRefusal } from "./words.ts";

/** The questions are hidden until the proctor continues. */
export function PausedPage() {
  const isKept = useSavedState().kind !== "not-saved";
  return (
    <Sheet title={`❚❚ ${say("paused-title")}`} lead={say("paused-lead")} top={<SavedState />}>
      <p role="status" className={style.line}>
        <Stated text={isKept ? `${say("paused-saved")} ${say("paused-wait")}` : say("paused-wait")} />
      </p>
    </Sheet>
  );
}

/** Somebody, most likely the same person, writes in another place. */
export function SeatTakenPage() {
  const { data } = useExam();
  const waits = useSnapshot((now) => now.seatWait !== null);
  // In a practice exam nobody has to release the seat: it moves at a press.
  return waits && !data.practice ? <SeatWaitPage /> : <SeatElsewherePage />;
}

/** A proctor has to release the seat; the page goes on by itself when it is told so. */
function SeatWaitPage() {
  const { player } = useExam();
  const wait = useSnapshot((now) => now.seatWait) ?? "release";
  const refusal = useSnapshot((now) => now.refusal);
  const busy = useSnapshot((now) => now.busy);
  const reachable = useSnapshot((now) => now.saving.reachable);
  return (
    <Sheet
      title={say("seat-wait-title")}
      lead={say("seat-wait-lead")}
      top={<TimeLeft />}
      beside={refusal === null ? say("seat-wait-ask-hint") : sayRefusal(refusal)}
      acts={
        <Button isDisabled={busy !== null || wait === "asking"} onPress={() => void player.takeOver()}>
          {say(busy === "take-over" ? "take-over-sending" : "seat-wait-ask")}
        </Button>
      }
    >
      <div className={style.line}>
        <p>
          <ExamGoesOn />
        </p>
        <p>{say("seat-wait-by-itself")}</p>
        <div role="status" aria-live="polite">
          <p>
            <Stated text={say(reachable ? `seat-wait-${wait}` : "seat-wait-unreachable")} />
          </p>
          <MadeHere />
        </div>
      </div>
    </Sheet>
  );
}

/** How the exam stands meanwhile. Outside of what is read aloud by itself: it changes every minute. */
function ExamGoesOn() {
  const examState = useSnapshot((now) => now.examState);
  const time = useSnapshot(({ time: { remainingMs } }) => (remainingMs === null ? null : minutesText(remainingMs)));
  const live = examState === "active" ? "running" : examState === "paused" ? "paused" : null;
  if (live === null) return <Stated text={say("seat-wait-not-started")} />;
  return time === null ? null : <Stated text={say(`seat-wait-${live}`, { time })} />;
}

/** What became of what was made on this page. */
function MadeHere() {
  const saved = useSavedState();
  const { waiting, unclaimed } = useSnapshot((now) => now.saving);
  const lines = [
    waiting > 0 ? `● ${say("taken-waiting", { count: waiting })}` : null,
    saved.kind === "not-saved" ? `! ${say("taken-not-saved", { count: saved.count })}` : null,
    saved.kind === "late" ? `! ${say("notice-late", { count: saved.count })}` : null,
    saved.kind === "saved" ? `✓ ${say("taken-delivered")}` : null,
    unclaimed > 0 ? `! ${say("taken-unclaimed", { count: unclaimed })}` : null,
  ];
  return lines.map((line) => line !== null && <p key={line}>{line}</p>);
}

function SeatElsewherePage() {
  const { player, data } = useExam();
  const seat = useSnapshot((now) => now.seat);
  const refusal = useSnapshot((now) => now.refusal);
  const busy = useSnapshot((now) => now.busy);
  const running = useSnapshot((now) => now.examState === "active");
  const timed = useSnapshot((now) => now.time.remainingMs !== null);
  const inTab = seat === "other-tab";
  // Outside of a practice exam another browser's seat does not move at a press: then the page begins to wait for it.
  const how = inTab ? "tab" : data.practice ? "browser" : "release";
  const words = how === "release" ? "take-over-ask" : "take-over";
  return (
    <Sheet
      title={say("taken-title")}
      lead={say(`taken-${how}`)}
      top={timed ? <TimeLeft /> : null}
      beside={refusal === null ? say(`${words}-hint`) : sayRefusal(refusal)}
      acts={
        <Button kind="primary" isDisabled={busy !== null} onPress={() => void player.takeOver()}>
          {say(busy === "take-over" ? "take-over-sending" : words)}
        </Button>
      }
    >
      <div role="status" className={style.line}>
        {!inTab && <MadeHere />}
        {running && <p>{say("taken-clock")}</p>}
      </div>
    </Sheet>
  );
}

/** This browser could lose answers, so the exam does not begin in it. */
export function RefusedPage() {
  const { player } = useExam();
  const storage = useSnapshot((now) => now.storage);
  const call = useSnapshot((now) => now.call?.state ?? null);
  if (storage === null) return null;
  return (
    <Sheet
      title={say("refused-title")}
      lead={say(`refused-${storage}`)}
      noCall
      beside={call === null ? null : <Stated text={say(`refused-call-${call}`)} />}
      acts={
        <>
          {call === "failed" && <Button onPress={() => void player.call("technical")}>{say("refused-call-again")}</Button>}
          <Button kind="primary" onPress={() => window.location.reload()}>
            {say("refused-again")}
          </Button>
        </>
      }
    >
      <Block title={say("refused-do")}>
        <ol className={style.steps}>
          <li>{say("refused-do-1")}</li>
          <li>{say("refused-do-2")}</li>
          <li>{say("refused-do-3")}</li>
        </ol>
      </Block>
    </Sheet>
  );
}
