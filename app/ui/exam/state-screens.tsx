import { dayText } from "../design/time.tsx";
import type { ScreenProps } from "./exam-page.tsx";
import { refusalSentence, say, timeOfDay } from "./say.ts";
import { Sheet } from "./sheet.tsx";
import { TimeLeft } from "./top-bar.tsx";
import style from "./exam.module.css";

export function LoadingScreen() {
  return (
    <main className={style.sheet} aria-busy="true">
      <p className={style.sheetBody}>{say("loading")}</p>
    </main>
  );
}

export function RefusedScreen({ data, snapshot }: ScreenProps) {
  const reason = snapshot.storage ?? "no-database";
  return (
    <Sheet data={data} title={say("refused-title")}>
      <p role="alert">✕ {say(`refused-${reason}`)}</p>
    </Sheet>
  );
}

export function PausedScreen({ data, snapshot }: ScreenProps) {
  return (
    <Sheet data={data} title={say("paused-title")}>
      <p>{say("paused-text")}</p>
      <TimeLeft time={snapshot.time} />
    </Sheet>
  );
}

export function SubmittingScreen({ data, snapshot }: ScreenProps) {
  const { waiting } = snapshot.saving;
  return (
    <Sheet data={data} title={say("hand-in-title")}>
      <p role="status">{say("submitting")}</p>
      {waiting > 0 && <p>! {say("waiting", { count: waiting })}</p>}
    </Sheet>
  );
}

export function ReceiptScreen({ data, snapshot }: ScreenProps) {
  const { receipt } = snapshot;
  if (receipt === null) return null;
  return (
    <Sheet
      data={data}
      title={say("receipt-title")}
      acts={
        <>
          <a className={style.secondary} href={data.homeUrl}>
            {say("home")}
          </a>
          {data.practice && (
            <a className={style.primary} href={data.resultUrl}>
              {say("receipt-result")}
            </a>
          )}
        </>
      }
    >
      <dl className={style.facts}>
        <dt>{say("receipt-time")}</dt>
        <dd>{timeOfDay(receipt.closedAtMs)}</dd>
        <dt>{say("receipt-answered")}</dt>
        <dd>
          {receipt.answered} / {data.questions}
        </dd>
        <dt>{say("receipt-chain")}</dt>
        <dd>
          <code className={style.chain}>{receipt.chainHead}</code>
        </dd>
      </dl>
      <p className={style.quiet}>{say("receipt-chain-hint")}</p>
      {receipt.resultsExpectedOn !== null && <p>{say("receipt-results", { date: dayText(receipt.resultsExpectedOn) })}</p>}
    </Sheet>
  );
}

export function ReadOnlyScreen({ data, player, snapshot }: ScreenProps) {
  const { seat, refusal, busy } = snapshot;
  return (
    <Sheet
      data={data}
      title={say("read-only-title")}
      acts={
        <button type="button" className={style.primary} disabled={busy === "take-over"} onClick={() => void player.takeOver()}>
          {say("take-over")}
        </button>
      }
    >
      <p role="status">{say(seat === "other-tab" ? "read-only-tab" : "read-only-browser")}</p>
      <p>{say("take-over-hint")}</p>
      {refusal !== null && <p role="alert">✕ {refusalSentence(refusal)}</p>}
    </Sheet>
  );
}

export function EndedScreen({ data, snapshot }: ScreenProps) {
  const { denied, examState, saving, receipt } = snapshot;
  const why = denied ? "ended-denied" : examState === "timed-out" ? "ended-timed-out" : "ended-other";
  return (
    <Sheet
      data={data}
      title={say("ended-title")}
      acts={
        <a className={style.primary} href={data.homeUrl}>
          {say("home")}
        </a>
      }
    >
      <p role="status">{say(why)}</p>
      {saving.late > 0 && <p>! {say("late", { count: saving.late })}</p>}
      {receipt !== null && (
        <dl className={style.facts}>
          <dt>{say("receipt-answered")}</dt>
          <dd>{receipt.answered}</dd>
          <dt>{say("receipt-chain")}</dt>
          <dd>
            <code className={style.chain}>{receipt.chainHead}</code>
          </dd>
        </dl>
      )}
    </Sheet>
  );
}
