import type { ReactNode } from "react";
import { isRunning } from "#app/exam/attempt/states.ts";
import words from "#app/ui/words/candidate.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { MyExam } from "#app/usecases/candidate/see-my-exams.ts";
import { Button, ButtonLink } from "../design/button.tsx";
import { Acts, Card, Facts, Notice, Title } from "../design/parts.tsx";
import { Time } from "../design/time.tsx";
import { dayText } from "../design/times.ts";
import { OwnEnd } from "../exam/own-end.tsx";
import style from "./candidate.module.css";

const say = wordsOf(words);

export function MyExamsScreen({ exams }: { exams: MyExam[] }) {
  return (
    <>
      <Title>{say("my-title")}</Title>
      {exams.length === 0 && <Notice title={say("my-empty")} />}
      <div className={style.exams}>
        {exams.map((exam) => (
          <Card key={exam.registrationId}>
            <h2 className={style.exam}>
              {exam.sittingTitle}
              {exam.practice && <span className={style.tag}>{say("practice")}</span>}
            </h2>
            <Facts
              rows={[
                [say("candidate-number"), exam.candidateNumber],
                [say("opens"), <Time here key="opens" ms={exam.opensAtMs} timeZone={exam.timeZone} />],
                ...lastStartOf(exam),
                ...ownEndOf(exam),
              ]}
            />
            {exam.attempts.length > 0 && <Attempts exam={exam} />}
            <OpenAct exam={exam} />
          </Card>
        ))}
      </div>
    </>
  );
}

function lastStartOf({ lastStartAtMs, timeZone }: MyExam): [string, ReactNode][] {
  return lastStartAtMs === null ? [] : [[say("last-start"), <Time here key="last-start" ms={lastStartAtMs} timeZone={timeZone} />]];
}

function ownEndOf({ ownEnd, timeZone }: MyExam): [string, ReactNode][] {
  return ownEnd === null ? [] : [[say("own-end"), <OwnEnd key="own-end" end={ownEnd} timeZone={timeZone} />]];
}

function Attempts({ exam }: { exam: MyExam }) {
  return (
    <ul className={style.attempts}>
      {exam.attempts.map((attempt) => (
        <li key={attempt.id}>
          <span>{exam.practice ? `${say("attempt", { number: attempt.number })}: ` : ""}{say(`state-${attempt.state}`)}</span>
          {attempt.closedAtMs !== null && <Time here ms={attempt.closedAtMs} timeZone={exam.timeZone} />}
          {attempt.resultReleased && <a href={`/my/results/${attempt.id}`}>{say("see-result")}</a>}
          {attempt.closed && !attempt.resultReleased && <a href={`/my/results/${attempt.id}`}>{say("receipt")}</a>}
          {attempt.closed && !attempt.resultReleased && (
            <span>{exam.resultsExpectedOn === null ? say("pending-open") : say("pending", { date: dayText(exam.resultsExpectedOn) })}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function OpenAct({ exam }: { exam: MyExam }) {
  const newest = exam.attempts[0];
  if (exam.lastStartPassed && exam.lastStartAtMs !== null) {
    return (
      <p>
        {say("last-start-passed")} <Time here ms={exam.lastStartAtMs} timeZone={exam.timeZone} />. {say("last-start-ask")}
      </p>
    );
  }
  if (!exam.mayOpen) return <p className={style.hint}>{say("other-sign-in")}</p>;
  if (newest?.closed && !exam.practice) return null;
  if (newest && !newest.closed) {
    return (
      <Acts>
        <ButtonLink kind="primary" href={`/exam/${newest.id}`}>
          {say(isRunning(newest.state) ? "continue-exam" : "open-exam")}
        </ButtonLink>
      </Acts>
    );
  }
  return (
    <form method="post" action="/exam/open">
      <input type="hidden" name="again" value={newest ? "yes" : "no"} />
      <Acts>
        <Button kind="primary">{say(newest ? "practise-again" : "open-exam")}</Button>
      </Acts>
    </form>
  );
}
