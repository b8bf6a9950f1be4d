import { useEffect, useRef, type ReactNode, type RefObject } from "react";
import { Button } from "../design/button.tsx";
import { Time } from "../design/time.tsx";
import { endOfStart } from "#app/exam/attempt/own-end.ts";
import { secondsToStart, startWindow } from "#app/exam/attempt/start-window.ts";
import { isRunning } from "#app/exam/attempt/states.ts";
import { DisplayTest } from "./display-test.tsx";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { canFullScreen, toggleFullScreen, useFullScreen, useSecondScreen, useWindowSize } from "./full-screen.ts";
import { OwnEnd } from "./own-end.tsx";
import { Block, FactList, Sheet } from "./sheet.tsx";
import { Stated } from "./stated.tsx";
import { durationText, minuteText, spanText } from "../design/times.ts";
import { TimeLeft } from "./top-bar.tsx";
import type { ViewerProgram } from "../design/use-viewer-program.ts";
import style from "./waiting-room.module.css";
import { say, sayRefusal } from "./words.ts";

/** Where one waits until everything is here, and starts by oneself. */
export function WaitingRoom({ viewer }: { viewer: ViewerProgram }) {
  const { player, data } = useExam();
  const examState = useSnapshot((now) => now.examState);
  const packageReady = useSnapshot((now) => now.packageReady);
  const hasImages = useSnapshot((now) => now.images.total > 0);
  const refusal = useSnapshot((now) => now.refusal);
  const startsWait = useSnapshot((now) => now.startsWait);
  const busy = useSnapshot((now) => now.busy);
  const second = useSnapshot((now) => now.serverSecond);
  const remainingMs = useSnapshot((now) => now.time.remainingMs);
  const running = isRunning(examState);
  const admitted = examState === "admitted" || running;

  const left = startWindow(second, data.opensAtMs, data.lastStartAtMs);
  const tooLate = left.kind === "over" && !running;

  function waitingFor(): string | null {
    if (examState === null) return say("start-wait-link");
    if (!running && left.kind === "too-early") return say("start-wait-open", { time: durationText(left.secondsLeft * 1_000) });
    if (!running && startsWait !== null) return say(startsWait.startsWith("clock") ? "start-wait-clock" : "start-wait-server", { telephone: data.telephone ?? "" });
    if (!admitted) return say("start-wait-admit");
    return packageReady ? null : say("start-wait-package");
  }
  const waiting = waitingFor();
  // Said, and no reason to keep anybody from starting: questions can be answered, and their images can be tried again there.
  const withoutViewer = hasImages && viewer.state !== "ready" ? say(`start-viewer-${viewer.state}`) : null;
  const startWords = running ? "start-continue" : data.practice ? "start-practice" : "start-exam";
  const leadWords = tooLate ? "waiting-lead-over" : running ? "waiting-lead-running" : data.practice ? "waiting-lead-practice" : "waiting-lead-exam";
  const moment = (ms: number) => <Time here ms={ms} timeZone={data.timeZone} />;
  // Without an example of a start: it would push the display test below the fold.
  const ownEnd =
    running && second !== null && remainingMs !== null
      ? ({ kind: "begun", atMs: second * 1_000 + remainingMs, paused: examState === "paused" } as const)
      : endOfStart(data.limitSeconds * 1_000, data, null);
  const viewerTrouble = viewer.failures > 0 && viewer.state !== "ready";
  const beside = useRef<HTMLSpanElement>(null);
  useFocusAfter(viewerTrouble, beside);
  const toStart = running ? null : secondsToStart(left);
  const lastStart: readonly (readonly [string, ReactNode])[] = data.lastStartAtMs === null ? [] : [[say("fact-last-start"), <LastStart key="last" moment={moment(data.lastStartAtMs)} secondsLeft={toStart} />]];

  return (
    <Sheet
      wide
      title={say(running ? "waiting-title-running" : "waiting-title")}
      lead={say(leadWords)}
      top={running ? <TimeLeft /> : null}
      beside={tooLate ? say("refusal-last-start-passed") : refusal === null ? (waiting ?? withoutViewer ?? say("start-ready")) : sayRefusal(refusal)}
      besideRef={beside}
      acts={
        tooLate ? null : (
          <>
            {hasImages && viewerTrouble && <Button onPress={viewer.load}>{say("try-again")}</Button>}
            <Button kind="primary" isDisabled={waiting !== null || busy !== null} onPress={() => void player.start()}>
              {busy === "start" ? say("start-sending") : say(startWords)}
            </Button>
          </>
        )
      }
    >
      <div className={style.columns}>
        <Block title={say("waiting-facts")}>
          <FactList
            rows={[
              [say("fact-sitting"), data.sittingTitle],
              [say("fact-questions"), data.questions],
              [say("fact-time"), say("fact-time-value", { time: spanText(data.limitSeconds * 1_000) })],
              [say("fact-opens"), moment(data.opensAtMs)],
              ...lastStart,
              ...(tooLate ? [] : [[say("fact-end"), <OwnEnd key="end" end={ownEnd} timeZone={data.timeZone} />] as const]),
            ]}
          />
        </Block>
        <Checks />
      </div>
      {!running && !tooLate && <DisplayTest />}
      <ImagesReady viewer={viewer} />
    </Sheet>
  );
}

/** When the last start is and, in the last hour before it, how long one can still start. */
function LastStart({ moment, secondsLeft }: { moment: ReactNode; secondsLeft: number | null }) {
  return (
    <>
      {moment}
      {secondsLeft !== null && (
        <span className={style.toStart}>
          <Stated text={say("start-possible", { time: minuteText(secondsLeft * 1_000) })} />
        </span>
      )}
    </>
  );
}

/** A button that goes with its trouble leaves the focus nowhere; then it goes on to where the end of the trouble is told. */
function useFocusAfter(trouble: boolean, next: RefObject<HTMLElement>): void {
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !trouble && document.activeElement === document.body) next.current?.focus({ preventScroll: true });
    was.current = trouble;
  }, [trouble, next]);
}

function ImagesReady({ viewer }: { viewer: ViewerProgram }) {
  const { ready, total, questions } = useSnapshot((now) => now.images);
  const packageReady = useSnapshot((now) => now.packageReady);
  const share = total === 0 ? 0 : Math.round((100 * ready) / total);
  const all = ready === total ? "all" : "ready";
  const counted = questions === null ? say(`images-${all}`, { ready, total }) : say(`images-questions-${all}`, questions);
  const words = packageReady ? counted : say("images-none");
  return (
    <Block title={say("images-title")}>
      <p className={style.count} data-testid="images-ready">{words}</p>
      <div className={style.bar} aria-hidden="true">
        <span style={{ width: `${packageReady && total === 0 ? 100 : share}%` }} />
      </div>
      <p className={style.hint}>{say("images-hint")}</p>
      {total > 0 && viewer.failures > 0 && viewer.state !== "ready" && (
        <p className={style.trouble}>
          <span aria-hidden="true">!</span> <Stated text={say(`images-viewer-${viewer.state}`)} />
        </p>
      )}
    </Block>
  );
}

function Checks() {
  const reachable = useSnapshot((now) => now.saving.reachable);
  const fullScreen = useFullScreen();
  const { width, height } = useWindowSize();
  const secondScreen = useSecondScreen();
  const large = width >= 1_280 && height >= 600;
  const rows: [boolean, string][] = [
    [true, say("check-storage")],
    [reachable, say(reachable ? "check-link" : "check-link-bad")],
    [large, say(large ? "check-window" : "check-window-small", { width, height })],
    ...(secondScreen === null ? [] : [[!secondScreen, say(secondScreen ? "check-second-screen" : "check-one-screen")] as [boolean, string]]),
    ...(canFullScreen() ? [[fullScreen, say(fullScreen ? "check-screen" : "check-screen-bad")] as [boolean, string]] : []),
  ];
  return (
    <Block title={say("checks-title")}>
      <ul className={style.checks}>
        {rows.map(([good, words]) => (
          <li key={words} className={good ? style.good : style.attention}>
            <span aria-hidden="true">{good ? "✓" : "!"}</span>
            <span className="visually-hidden">{say(good ? "check-good" : "check-attention")}: </span>
            {words}
          </li>
        ))}
      </ul>
      {canFullScreen() && (
        <Button className={style.screen} onPress={toggleFullScreen}>
          {say(fullScreen ? "full-screen-leave" : "full-screen")}
        </Button>
      )}
    </Block>
  );
}
