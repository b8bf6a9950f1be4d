import { isRunning } from "#app/exam/attempt/states.ts";
import words from "#app/ui/words/staff.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { OfficeSitting, OfficeSittingDetail } from "#app/usecases/office/see-sittings.ts";
import { Button } from "../design/button.tsx";
import { Acts, Card, Facts, Field, Notice, Section, Table, Title } from "../design/parts.tsx";
import { Time } from "../design/time.tsx";
import { dayText } from "../design/times.ts";
import { CodeNotices, NewCodeActs, type ShownCode } from "./new-code.tsx";
import { SamePerson, type Entered, type SamePersonQuestion } from "./same-person.tsx";

const say = wordsOf(words);

export type OfficeProps = {
  sittings: OfficeSitting[];
  organisation: string;
  telephone: string;
  saved: boolean;
  problem: string | null;
};

export function SittingName({ sitting }: Pick<OfficeSitting, "sitting">) {
  return (
    <>
      {sitting.title}
      {sitting.practice && ` (${say("practice")})`}
    </>
  );
}

export function OfficeScreen({ sittings, organisation, telephone, saved, problem }: OfficeProps) {
  return (
    <>
      <Title lead={say("office-lead")}>{say("office-title")}</Title>
      {saved && <Notice kind="good" title={say("saved")} />}
      {problem !== null && <Notice kind="danger" title={problem} />}
      <Section title={say("sittings")}>
        <Table
          caption={say("sittings")}
          rows={sittings}
          keyOf={(row) => row.sitting.id}
          empty={say("sittings-empty")}
          columns={[
            { title: say("sitting"), cell: ({ sitting }) => <a href={`/office/sittings/${sitting.id}`}><SittingName sitting={sitting} /></a> },
            { title: say("form"), cell: (row) => row.formTitle },
            { title: say("opens"), cell: ({ sitting }) => <Time ms={sitting.opensAtMs} timeZone={sitting.timeZone} /> },
            { title: say("registered"), number: true, cell: (row) => row.registrations },
          ]}
        />
      </Section>
      <Section title={say("settings")}>
        <Card>
          <form method="post">
            <Field name="organisation" label={say("organisation")} hint={say("organisation-hint")} defaultValue={organisation} maxLength={200} />
            <Field name="telephone" label={say("telephone")} hint={say("telephone-hint")} defaultValue={telephone} maxLength={200} />
            <Acts>
              <Button kind="primary">{say("save")}</Button>
            </Acts>
          </form>
        </Card>
      </Section>
    </>
  );
}

export type OfficeSittingProps = OfficeSittingDetail & {
  issued: ShownCode | null;
  /** Candidate number of a code that was taken back. */
  undone: string | null;
  problem: string | null;
  /** Asked instead of registering somebody who is known already. */
  question: SamePersonQuestion | null;
  /** What was entered and is not stored yet. */
  entered: Entered | null;
};

export function OfficeSittingScreen({ sitting, form, candidates, issued, undone, problem, question, entered }: OfficeSittingProps) {
  return (
    <>
      <Title>
        <SittingName sitting={sitting} />
      </Title>
      {question !== null && entered !== null && <SamePerson question={question} entered={entered} />}
      {problem !== null && question === null && <Notice takesFocus kind="danger" title={problem} />}
      <CodeNotices issued={issued} undone={undone} />
      <Section title={say("sitting")}>
        <Card>
          <Facts
            rows={[
              [say("form"), form.title],
              [say("opens"), <Time key="opens" ms={sitting.opensAtMs} timeZone={sitting.timeZone} />],
              [say("last-start"), sitting.lastStartAtMs === null ? say("always-open") : <Time key="last" ms={sitting.lastStartAtMs} timeZone={sitting.timeZone} />],
              [say("admission"), say(`admits-${sitting.admits}`)],
              [say("time-limit"), say("minutes", { count: form.limitSeconds / 60 })],
              [say("grace"), say("seconds", { count: sitting.graceSeconds })],
              [say("pass-mark"), form.passMark],
              [say("results-expected"), sitting.resultsExpectedOn === null ? "-" : dayText(sitting.resultsExpectedOn)],
            ]}
          />
        </Card>
      </Section>
      <Section title={say("candidates")}>
        <Table
          caption={say("candidates")}
          rows={candidates}
          keyOf={(row) => row.registrationId}
          empty={say("candidates-empty")}
          columns={[
            { title: say("number"), cell: (row) => row.candidateNumber },
            { title: say("name"), cell: (row) => row.name },
            { title: say("state"), cell: (row) => row.state ?? say("state-none") },
            {
              title: say("acts"),
              cell: (row) => (isRunning(row.state) ? say("reissue-in-room") : <NewCodeActs registrationId={row.registrationId} candidateNumber={row.candidateNumber} undo={row.undo} />),
            },
          ]}
        />
      </Section>
      <Section title={say("add-title")}>
        <Card>
          <form method="post">
            <Field name="name" label={say("legal-name")} defaultValue={entered?.name} required maxLength={200} autoComplete="off" />
            <Field name="email" type="email" label={say("email")} hint={say("email-optional")} defaultValue={entered?.email} maxLength={200} autoComplete="off" />
            <Acts>
              <Button kind="primary" name="intent" value="register">
                {say("register")}
              </Button>
            </Acts>
          </form>
        </Card>
      </Section>
    </>
  );
}
