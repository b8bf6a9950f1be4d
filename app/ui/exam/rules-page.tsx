import { useState } from "react";
import { Button } from "../design/button.tsx";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { Block, Sheet } from "./sheet.tsx";
import style from "./rules-page.module.css";
import { Tick } from "./tick.tsx";
import { say, sayRefusal } from "./words.ts";

/** The rules and the four sentences, accepted by one act. */
export function RulesPage() {
  const { player, data } = useExam();
  const busy = useSnapshot((now) => now.busy);
  const refusal = useSnapshot((now) => now.refusal);
  const [accepted, setAccepted] = useState(false);
  const { version, paragraphs } = data.rules;

  const beside = refusal !== null ? sayRefusal(refusal) : accepted ? null : say("rules-check-first");
  return (
    <Sheet
      wide
      title={say("rules-title")}
      lead={say("rules-lead")}
      top={say("rules-version", { version })}
      beside={beside}
      acts={
        <Button kind="primary" isDisabled={!accepted || busy !== null} onPress={() => void player.acceptRules(version)}>
          {busy === "rules" ? say("rules-sending") : say("rules-go")}
        </Button>
      }
    >
      <div className={style.columns}>
        <Block title={say("rules-list")}>
          <ol className={style.list}>
            {paragraphs.map((paragraph) => (
              <li key={paragraph}>{paragraph}</li>
            ))}
          </ol>
        </Block>
        <div>
          <Block title={say("sentences-list")}>
            <ol className={style.list}>
              {data.fourSentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ol>
          </Block>
          <Tick isOn={accepted} onChange={setAccepted}>
            <span>{say("rules-accept")}</span>
          </Tick>
        </div>
      </div>
    </Sheet>
  );
}
