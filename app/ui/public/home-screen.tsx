import words from "#app/ui/words/public.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import { ButtonLink } from "../design/button.tsx";
import { FourSentences } from "../design/parts.tsx";
import { HeroCine } from "./hero-cine.tsx";
import style from "./public.module.css";

const say = wordsOf(words);
const PARTS = ["what", "when", "how-much", "how"] as const;

export function HomeScreen() {
  return (
    <>
      <div className={style.hero}>
        <div>
          <h1>{say("home-title")}</h1>
          <p>{say("home-lead")}</p>
          <div className={style.heroActs}>
            <ButtonLink kind="primary" href="/sign-in">
              {say("home-sign-in")}
            </ButtonLink>
            <ButtonLink href="/levels">{say("home-levels")}</ButtonLink>
          </div>
        </div>
        <HeroCine label={say("hero-label")} />
      </div>
      <div className={style.four}>
        {PARTS.map((part) => (
          <section key={part}>
            <h2>{say(`home-${part}`)}</h2>
            <p>{say(`home-${part}-text`)}</p>
          </section>
        ))}
      </div>
      <FourSentences />
    </>
  );
}
