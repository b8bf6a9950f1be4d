import { useState } from "react";
import { Dialog } from "./dialog.tsx";
import type { ScreenProps } from "./exam-page.tsx";
import { Banner } from "./banner.tsx";
import { navigatorState, questionOf } from "./question-state.ts";
import { say } from "./say.ts";
import { TopBar } from "./top-bar.tsx";
import { CallDialog } from "./call-dialog.tsx";
import style from "./exam.module.css";

/** What is unanswered or flagged, with a way back to each; handing in is a second, different act. */
export function SummaryScreen({ data, player, snapshot }: ScreenProps) {
  const [handingIn, setHandingIn] = useState(false);
  const [calling, setCalling] = useState(false);
  const numbered = snapshot.items.map((item, index) => ({ position: item.position, number: index + 1, question: questionOf(snapshot, item.position) }));
  const unanswered = numbered.filter(({ question }) => navigatorState(question) !== "answered");
  const flagged = numbered.filter(({ question }) => question.flagged);
  const list = (rows: typeof numbered) => (
    <ul className={style.jumps}>
      {rows.map(({ position, number }) => (
        <li key={position}>
          <button type="button" className={style.secondary} onClick={() => player.visit(position)}>
            {say("summary-go", { position: number })}
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <div className={style.exam}>
      <TopBar data={data} player={player} snapshot={snapshot} onCall={() => setCalling(true)} onKeys={() => setCalling(true)} />
      <Banner snapshot={snapshot} player={player} />
      <main className={style.sheet}>
        <div className={style.sheetBody}>
          <h2>{say("summary-title")}</h2>
          <dl className={style.facts}>
            <dt>{say("summary-answered")}</dt>
            <dd>{numbered.length - unanswered.length}</dd>
            <dt>{say("summary-unanswered")}</dt>
            <dd>{unanswered.length}</dd>
            <dt>{say("summary-flagged")}</dt>
            <dd>{flagged.length}</dd>
          </dl>
          <h3>{say("summary-unanswered-list")}</h3>
          {unanswered.length === 0 ? <p>{say("summary-all-answered")}</p> : list(unanswered)}
          <h3>{say("summary-flagged-list")}</h3>
          {flagged.length === 0 ? <p>{say("summary-none-flagged")}</p> : list(flagged)}
          <div className={style.acts}>
            <button type="button" className={style.secondary} onClick={() => player.visit(snapshot.position)}>
              {say("summary-back")}
            </button>
            <button type="button" className={style.primary} onClick={() => setHandingIn(true)}>
              {say("hand-in")}
            </button>
          </div>
        </div>
      </main>
      {handingIn && <HandIn unanswered={unanswered.length} onSubmit={() => void player.submit()} onClose={() => setHandingIn(false)} />}
      {calling && <CallDialog player={player} snapshot={snapshot} telephone={data.telephone} position={snapshot.position} onClose={() => setCalling(false)} />}
    </div>
  );
}

function HandIn({ unanswered, onSubmit, onClose }: { unanswered: number; onSubmit(): void; onClose(): void }) {
  const [sure, setSure] = useState(false);
  return (
    <Dialog title={say("hand-in-title")} onClose={onClose}>
      <p>{say("hand-in-text")}</p>
      {unanswered > 0 && <p>! {say("hand-in-unanswered", { count: unanswered })}</p>}
      <label className={style.accept}>
        <input type="checkbox" checked={sure} onChange={(event) => setSure(event.target.checked)} />
        {say("hand-in-confirm")}
      </label>
      <div className={style.acts}>
        <button type="button" className={style.primary} disabled={!sure} onClick={onSubmit}>
          {say("hand-in-now")}
        </button>
      </div>
    </Dialog>
  );
}
