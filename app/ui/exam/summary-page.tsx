import { UNTOUCHED } from "#app/player/store/answer-book.ts";
import { Button } from "../design/button.tsx";
import type { Dialogs } from "./dialogs.tsx";
import { useExam, useIsOneWay, useSnapshot } from "./exam-context.tsx";
import { FullScreenButton, WhoLine } from "./foot-parts.tsx";
import { HandInDialog } from "./hand-in-dialog.tsx";
import { PageHeading } from "./page-heading.tsx";
import { Stated } from "./stated.tsx";
import style from "./summary-page.module.css";
import { say } from "./words.ts";

/** What is answered and what is not, with a way to each question, and the first of the two acts of handing in. */
export function SummaryPage({ dialogs }: { dialogs: Dialogs }) {
  const { player, data } = useExam();
  const isOneWay = useIsOneWay();
  const part = useSnapshot((now) => now.part);
  const isLastPart = part >= data.parts.length;
  const items = useSnapshot((now) => now.items);
  const questions = useSnapshot((now) => now.questions);
  const position = useSnapshot((now) => now.position);
  const waiting = useSnapshot((now) => now.saving.waiting);
  const numbered = items.map((item, index) => ({ number: index + 1, position: item.position, ...(questions[item.position] ?? UNTOUCHED) }));
  const unanswered = numbered.filter((question) => question.response.length === 0);
  const flagged = numbered.filter((question) => question.flagged);
  const answered = items.length - unanswered.length;
  const here = items.findIndex((item) => item.position === position) + 1;

  return (
    <div className={style.page}>
      <div className={style.content}>
        <PageHeading text={say("summary-title")} />
        <p className={style.lead}>{say(isOneWay ? "one-way-summary" : "summary-lead")}</p>
        <ul className={style.counts}>
          <li>
            <strong>
              <Stated text={String(answered)} />
            </strong> {say("summary-answered")}
          </li>
          <li>
            <strong>{unanswered.length}</strong> {say("summary-unanswered")}
          </li>
          <li>
            <strong>{flagged.length}</strong> {say("summary-flagged")}
          </li>
        </ul>
        {!isOneWay && (
          <>
            <Jumps title={say("summary-unanswered-list")} none={say("summary-none-unanswered")} questions={unanswered} go={player.visit} />
            <Jumps title={say("summary-flagged-list")} none={say("summary-none-flagged")} questions={flagged} go={player.visit} />
          </>
        )}
        {waiting > 0 && <p className={style.waiting}><Stated text={`● ${say("summary-waiting", { count: waiting })}`} /></p>}
      </div>
      <footer className={style.acts}>
        <WhoLine className={style.who} />
        <FullScreenButton className={style.screen} />
        {!isOneWay && (
          <Button className={style.back} onPress={() => player.visit(position)}>
            {say("summary-back", { number: here })}
          </Button>
        )}
        <Button kind="primary" className={style.handIn} onPress={() => dialogs.open("hand-in")}>
          {isLastPart ? say("hand-in") : say("part-leave", { part })}
        </Button>
      </footer>
      <HandInDialog isOpen={dialogs.shown === "hand-in"} onClose={dialogs.close} answered={answered} total={items.length} leaves={isLastPart ? null : part} />
    </div>
  );
}

type JumpsProps = { title: string; none: string; questions: readonly { number: number; position: number }[]; go(position: number): void };

function Jumps({ title, none, questions, go }: JumpsProps) {
  return (
    <section className={style.jumps}>
      <h2>{title}</h2>
      {questions.length === 0 ? (
        <p>✓ {none}</p>
      ) : (
        <ul>
          {questions.map(({ number, position }) => (
            <li key={position}>
              <Button onPress={() => go(position)}>{say("question", { number })}</Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
