import { SetAside, setAsideTitle } from "../design/set-aside.tsx";
import { Time } from "../design/time.tsx";
import { Button } from "../design/button.tsx";
import style from "./end-pages.module.css";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { Block, FactList, Sheet } from "./sheet.tsx";
import { Stated } from "./stated.tsx";
import { dayText } from "../design/times.ts";
import { SavedState } from "./top-bar.tsx";
import { say } from "./words.ts";

function go(url: string): void {
  window.location.assign(url);
}

/** Handing in, until the server has everything. */
export function SubmittingPage() {
  const waiting = useSnapshot((now) => now.saving.waiting);
  const reachable = useSnapshot((now) => now.saving.reachable);
  return (
    <Sheet title={say("submitting-title")} lead={say("submitting-lead")} top={<SavedState />}>
      <Block title={say("submitting-waiting", { count: waiting })}>
        <p role="status" className={style.line}>
          <Stated text={reachable ? "" : say("submitting-offline")} />
        </p>
      </Block>
    </Sheet>
  );
}

/** What the server could not read, where there is any. */
function NotSent() {
  const operations = useSnapshot((now) => now.saving.setAside);
  if (operations.length === 0) return null;
  return (
    <Block title={setAsideTitle(operations.length)}>
      <SetAside operations={operations} />
    </Block>
  );
}

/** The proof of what was handed in. */
export function ReceiptPage() {
  const { data } = useExam();
  const receipt = useSnapshot((now) => now.receipt);
  const isWhole = useSnapshot((now) => now.saving.setAside.length === 0);
  if (receipt === null) return null;
  const { resultsExpectedOn, chainHead } = receipt;
  const expected = () => {
    if (data.practice) return say("receipt-results-now");
    return resultsExpectedOn === null ? say("receipt-results-open") : say("receipt-results-expected", { date: dayText(resultsExpectedOn) });
  };
  return (
    <Sheet
      noCall={isWhole}
      title={`✓ ${say("receipt-title")}`}
      lead={say(isWhole ? "receipt-lead" : "receipt-lead-set-aside")}
      acts={
        <>
          <Button onPress={() => go(data.homeUrl)}>{say("to-home")}</Button>
          {data.practice && (
            <Button kind="primary" onPress={() => go(data.resultUrl)}>
              {say("to-result")}
            </Button>
          )}
        </>
      }
    >
      <NotSent />
      <Block title={data.sittingTitle}>
        <FactList
          rows={[
            [say("receipt-time"), <Time here withSeconds key="time" ms={receipt.closedAtMs} timeZone={data.timeZone} />],
            [say("receipt-answered"), say("receipt-answered-value", { answered: receipt.answered, total: data.questions })],
            [say("receipt-results"), expected()],
            [say("receipt-events"), receipt.eventCount],
          ]}
        />
      </Block>
      <Block title={say("receipt-head")}>
        <code className={style.head}>{(chainHead.match(/.{1,8}/g) ?? []).join(" ")}</code>
        <p className={style.hint}>{say("receipt-head-hint")}</p>
      </Block>
    </Sheet>
  );
}

/** The exam is over for another reason than handing in. */
export function EndedPage() {
  const { data } = useExam();
  const examState = useSnapshot((now) => now.examState);
  const denied = useSnapshot((now) => now.denied);
  const reopened = useSnapshot((now) => now.reopened);
  const receipt = useSnapshot((now) => now.receipt);
  const { late, waiting } = useSnapshot((now) => now.saving);
  const why = denied ? "denied" : examState === "terminated" || examState === "voided" || examState === "submitted" ? examState : "time";
  return (
    <Sheet
      title={say(`ended-title-${why}`)}
      lead={say(`ended-lead-${why}`)}
      top={denied ? null : <SavedState />}
      noCall={denied}
      acts={
        <Button kind="primary" onPress={() => go(reopened ? window.location.href : data.homeUrl)}>
          {say(reopened ? "reopened-go" : "to-home")}
        </Button>
      }
    >
      {receipt !== null && (
        <Block title={say("receipt-head")}>
          <FactList
            rows={[
              [say("receipt-time"), <Time here withSeconds key="time" ms={receipt.closedAtMs} timeZone={data.timeZone} />],
              [say("receipt-answered"), say("receipt-answered-value", { answered: receipt.answered, total: data.questions })],
            ]}
          />
          <code className={style.head}>{receipt.chainHead}</code>
        </Block>
      )}
      {!denied && <NotSent />}
      <div role="status">
        {reopened && <p className={style.attention}>{say("reopened")}</p>}
        {late > 0 && <p className={style.attention}><Stated text={`! ${say("ended-late", { count: late })}`} /></p>}
        {waiting > 0 && !denied && <p className={style.attention}><Stated text={`● ${say("ended-waiting", { count: waiting })}`} /></p>}
      </div>
    </Sheet>
  );
}
