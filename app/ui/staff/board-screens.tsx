import { marksText } from "#app/exam/scoring/marks.ts";
import words from "#app/ui/words/staff.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { BoardRun, BoardSitting, BoardSittingDetail } from "#app/usecases/board/see-sittings.ts";
import { Button } from "../design/button.tsx";
import { Acts, Bar, Card, Counts, Facts, Notice, Section, Table, Title } from "../design/parts.tsx";
import { Time } from "../design/time.tsx";
import { Release } from "./release.tsx";

const say = wordsOf(words);

export function BoardScreen({ sittings }: { sittings: BoardSitting[] }) {
  return (
    <>
      <Title lead={say("board-lead")}>{say("board-title")}</Title>
      <Table
        caption={say("sittings")}
        rows={sittings}
        keyOf={(row) => row.sitting.id}
        empty={say("board-empty")}
        columns={[
          { title: say("sitting"), cell: ({ sitting }) => <a href={`/board/sittings/${sitting.id}`}>{sitting.title}</a> },
          { title: say("attempts"), number: true, cell: (row) => row.attempts },
          { title: say("finished"), number: true, cell: (row) => row.closed },
          { title: say("score-runs"), number: true, cell: (row) => row.runs },
          { title: say("results"), cell: (row) => say(row.released ? "released" : "not-released") },
        ]}
      />
    </>
  );
}

export function BoardSittingScreen({ sitting, form, attempts, runs, release, scores, problem }: BoardSittingDetail & { problem: string | null }) {
  const newest = runs[0];
  return (
    <>
      <Title>{sitting.title}</Title>
      {problem !== null && <Notice kind="danger" title={problem} />}
      <Counts rows={[[say("waiting"), attempts.waiting], [say("live"), attempts.live], [say("finished"), attempts.closed]]} />
      <Section title={say("form")}>
        <Card>
          <Facts
            rows={[
              [say("form"), form.title],
              [say("questions"), form.questions],
              [say("pass-mark"), `${form.passMark} (${form.passMarkNote})`],
              [say("form-hash"), <code key="hash">{(form.contentHash ?? "").slice(0, 16)} {say(form.intact ? "form-intact" : "form-changed")}</code>],
            ]}
          />
        </Card>
      </Section>
      <Section title={say("score-runs")}>
        <Table
          caption={say("score-runs")}
          rows={runs}
          keyOf={(run) => run.id}
          empty={say("runs-empty")}
          columns={[
            { title: say("run"), number: true, cell: (run) => run.number },
            { title: say("created"), cell: (run) => <Time ms={run.createdAtMs} timeZone={sitting.timeZone} /> },
            { title: say("by"), cell: (run) => run.createdByName ?? "-" },
            { title: say("pass-mark"), number: true, cell: (run) => run.passMark },
            { title: say("passed"), number: true, cell: (run) => run.passed },
            { title: say("failed"), number: true, cell: (run) => run.failed },
            { title: say("approvals"), cell: (run) => <Approvals run={run} timeZone={sitting.timeZone} /> },
            { title: say("results"), cell: (run) => (run.releasedAtMs === null ? say("not-released") : <>{say("released")} <Time ms={run.releasedAtMs} timeZone={sitting.timeZone} /></>) },
          ]}
        />
        <form method="post">
          <p>{say("create-run-hint")}</p>
          <Acts>
            <Button name="intent" value="score">
              {say("create-run")}
            </Button>
          </Acts>
        </form>
        {newest && newest.releasedAtMs === null && <Release run={newest} {...release} timeZone={sitting.timeZone} />}
      </Section>
      {newest && <Scores run={newest} scores={scores} />}
    </>
  );
}

function Approvals({ run, timeZone }: { run: BoardRun; timeZone: string }) {
  return (
    <>
      {say("approvals-of", { count: run.approvals.length })}
      {run.approvals.map((approval) => (
        <div key={approval.approvedAtMs}>
          {approval.name}, <Time ms={approval.approvedAtMs} timeZone={timeZone} />
        </div>
      ))}
    </>
  );
}

function Scores({ run, scores }: { run: BoardRun; scores: BoardSittingDetail["scores"] }) {
  const reached = new Map<number, number>();
  for (const { score } of scores) reached.set(score, (reached.get(score) ?? 0) + 1);
  const rows = [...reached].sort(([a], [b]) => b - a);
  const most = Math.max(1, ...reached.values());
  return (
    <>
      <Section title={say("histogram")}>
        <Table
          caption={say("histogram-caption", { passMark: run.passMark })}
          rows={rows}
          keyOf={([score]) => String(score)}
          empty="-"
          dense
          columns={[
            { title: say("score"), number: true, cell: ([score]) => marksText(score) },
            { title: say("candidates-count"), cell: ([, count]) => <><Bar of={most} value={count} /> {count}</> },
          ]}
        />
      </Section>
      <Section title={say("scores", { number: run.number })}>
        <Table
          caption={say("scores-caption")}
          rows={scores}
          keyOf={(row) => String(row.opaque)}
          empty="-"
          dense
          columns={[
            { title: say("opaque"), number: true, cell: (row) => row.opaque },
            { title: say("score"), number: true, cell: (row) => `${marksText(row.score)} / ${marksText(row.maximum)}` },
            { title: say("outcome"), cell: (row) => say(row.outcome === "pass" ? "passed" : "failed") },
          ]}
        />
      </Section>
    </>
  );
}
