import type { ReactNode } from "react";
import type { Outcome } from "#app/exam/scoring/cut-score.ts";
import { marksText } from "#app/exam/scoring/marks.ts";
import domains from "#app/exam/item/domains.json" with { type: "json" };
import words from "#app/ui/words/candidate.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { Result } from "#app/usecases/candidate/see-result.ts";
import { ButtonLink } from "../design/button.tsx";
import { Acts, Bar, Card, Facts, FourSentences, Notice, Section, Table, Title } from "../design/parts.tsx";
import { Time } from "../design/time.tsx";
import { dayText } from "../design/times.ts";
import style from "./candidate.module.css";

const say = wordsOf(words);

const OUTCOME_MARKS: Partial<Record<Outcome, string>> = { pass: "✓ ", fail: "✕ " };

function domainNames(ids: readonly string[]): string {
  return ids.map((id) => domains.find((domain) => domain.id === id)?.name ?? id).join(" · ");
}

export function ResultScreen({ result, receipt, review }: { result: Result; receipt: ReactNode; review: ReactNode }) {
  const next = result.practice ? "next-practice" : result.outcome === "pass" ? "next-pass" : "next-fail";
  return (
    <>
      <Title takesFocus lead={`${result.sittingTitle} · ${result.candidateName} · ${result.candidateNumber}`}>{say("result-title")}</Title>
      {result.practice && <Notice title={say("result-practice")} />}
      <Section title={say("outcome-title")}>
        <Card>
          <div className={style.outcome}>
            <p className={style.verdict}>
              <span aria-hidden="true">{OUTCOME_MARKS[result.outcome] ?? ""}</span>
              {say(`result-${result.outcome}`)}
            </p>
            <Facts
              rows={[
                [say("correct-answers"), say("correct-of", { score: marksText(result.score), maximum: marksText(result.maximum) })],
                [say("pass-mark"), say("pass-mark-value", { passMark: result.passMark })],
                [say("finished"), <Time here key="finished" ms={result.closedAtMs} timeZone={result.timeZone} />],
                [say("released"), <Time here key="released" ms={result.releasedAtMs} timeZone={result.timeZone} />],
              ]}
            />
          </div>
        </Card>
      </Section>
      <Section title={say("next-title")}>
        <p>{say(next)}</p>
      </Section>
      <Section title={say("profile-title")}>
        <Table
          caption={say("profile-caption")}
          rows={result.profile}
          keyOf={(row) => row.domains.join()}
          empty=""
          columns={[
            { title: say("domain"), cell: (row) => domainNames(row.domains) },
            {
              title: say("correct"),
              number: true,
              cell: (row) => (
                <>
                  <Bar of={row.maximum} value={row.score} /> {marksText(row.score)} / {marksText(row.maximum)}
                </>
              ),
            },
          ]}
        />
      </Section>
      {review}
      {receipt}
      <FourSentences />
    </>
  );
}

export function ResultPendingScreen({ expectedOn, receipt }: { expectedOn: string | null; receipt: ReactNode }) {
  return (
    <>
      <Title takesFocus>{say("pending-title")}</Title>
      <Notice>
        <p>{expectedOn === null ? say("pending-open") : say("pending", { date: dayText(expectedOn) })}</p>
      </Notice>
      {receipt}
      <FourSentences />
      <Acts>
        <ButtonLink kind="primary" href="/my">
          {say("my-title")}
        </ButtonLink>
      </Acts>
    </>
  );
}
