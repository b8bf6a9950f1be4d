import rules from "#app/exam/certification/levels.json" with { type: "json" };
import words from "#app/ui/words/public.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import { Card, FourSentences, Title } from "../design/parts.tsx";
import { dayText } from "../design/times.ts";
import style from "./public.module.css";

const say = wordsOf(words);

export function LevelsScreen() {
  return (
    <>
      <Title lead={say("levels-lead")}>{say("levels-title")}</Title>
      <div className={style.levels}>
        {rules.levels.map(({ level, aim, requirements }) => (
          <Card key={level}>
            <h2>{say("level", { level })}</h2>
            <p>{aim}</p>
            <ul>
              {requirements.map(({ text, confirmed }) => (
                <li key={text}>
                  {text}
                  {!confirmed && <span className={style.unconfirmed}>{say("levels-to-confirm")}</span>}
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </div>
      <p className={style.source}>{say("levels-source", { date: dayText(rules.effectiveFrom), source: rules.source })}</p>
      <FourSentences />
    </>
  );
}
