import { useState } from "react";
import { Bar } from "../design/parts.tsx";
import { Sheet } from "./sheet.tsx";
import { refusalSentence, say } from "./say.ts";
import type { ScreenProps } from "./exam-page.tsx";
import style from "./exam.module.css";

/** The rules and the four sentences, accepted by one act that is stored with version and time. */
export function RulesScreen({ data, player, snapshot }: ScreenProps) {
  const [accepted, setAccepted] = useState(false);
  const { busy, refusal } = snapshot;
  return (
    <Sheet
      data={data}
      title={say("rules-title")}
      acts={
        <button type="button" className={style.primary} disabled={!accepted || busy === "rules"} onClick={() => void player.acceptRules(data.rules.version)}>
          {say("rules-continue")}
        </button>
      }
    >
      <p>{say("rules-lead", { version: data.rules.version })}</p>
      <ol className={style.rules}>
        {data.rules.paragraphs.map((paragraph) => (
          <li key={paragraph}>{paragraph}</li>
        ))}
      </ol>
      <h2>{say("four-title")}</h2>
      <ol className={style.rules}>
        {data.fourSentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      <label className={style.accept}>
        <input type="checkbox" checked={accepted} onChange={(event) => setAccepted(event.target.checked)} />
        {say("rules-accept")}
      </label>
      {refusal !== null && <p role="alert">✕ {refusalSentence(refusal)}</p>}
    </Sheet>
  );
}

/** The waiting room: own start, images as they come, what this computer can do. */
export function WaitingScreen({ data, player, snapshot }: ScreenProps) {
  const { images, examState, busy, refusal, packageReady } = snapshot;
  const admitted = examState === "admitted";
  return (
    <Sheet
      data={data}
      title={say("waiting-title")}
      acts={
        <>
          <button type="button" className={style.secondary} onClick={() => void document.documentElement.requestFullscreen?.()}>
            {say("full-screen")}
          </button>
          <button type="button" className={style.primary} disabled={!admitted || !packageReady || busy === "start"} onClick={() => void player.start()}>
            {say("start")}
          </button>
        </>
      }
    >
      <p>{say(data.practice ? "waiting-practice" : "waiting-exam")}</p>
      <p role="status">
        <strong>{say(admitted ? "admitted" : "not-admitted")}</strong>
      </p>
      <dl className={style.facts}>
        <dt>{say("facts-time")}</dt>
        <dd>{say("facts-minutes", { count: data.limitSeconds / 60 })}</dd>
        <dt>{say("facts-questions")}</dt>
        <dd>{data.questions}</dd>
        <dt>{say("facts-images")}</dt>
        <dd data-testid="images-ready">
          {images.total === 0 ? say("images-none") : say("images-ready", { ready: images.ready, total: images.total })} <Bar of={images.total} value={images.ready} />
        </dd>
        <dt>{say("facts-saving")}</dt>
        <dd>✓ {say("facts-saving-ok")}</dd>
      </dl>
      <p className={style.quiet}>{say("images-hint")}</p>
      {refusal !== null && <p role="alert">✕ {refusalSentence(refusal)}</p>}
    </Sheet>
  );
}
