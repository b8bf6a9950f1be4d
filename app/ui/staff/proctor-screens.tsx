import { isRunning } from "#app/exam/attempt/states.ts";
import words from "#app/ui/words/staff.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { WatchedCandidate, watchedSittings } from "#app/usecases/proctor/watch-sitting.ts";
import { Button, ButtonLink } from "../design/button.tsx";
import { Bar, Counts, Notice, Table, Title } from "../design/parts.tsx";
import { Time } from "../design/time.tsx";
import { durationText } from "../design/times.ts";
import { CodeNotices, NewCodeActs, type ShownCode } from "./new-code.tsx";
import style from "./proctor.module.css";

const say = wordsOf(words);
const NO_CONTACT_AFTER_MS = 30_000;

type WatchedSitting = Awaited<ReturnType<typeof watchedSittings>>[number];

export function ProctorScreen({ sittings }: { sittings: WatchedSitting[] }) {
  return (
    <>
      <Title lead={say("proctor-lead")}>{say("proctor-title")}</Title>
      <Table
        caption={say("sittings")}
        rows={sittings}
        keyOf={(sitting) => sitting.id}
        empty={say("proctor-empty")}
        columns={[
          { title: say("sitting"), cell: (sitting) => sitting.title },
          { title: say("opens"), cell: (sitting) => <Time ms={sitting.opensAtMs} timeZone={sitting.timeZone} /> },
          { title: say("acts"), cell: (sitting) => <ButtonLink href={`/proctor/sittings/${sitting.id}`}>{say("watch")}</ButtonLink> },
        ]}
      />
    </>
  );
}

export type ProctorSittingProps = { sitting: WatchedSitting; serverTimeMs: number; candidates: WatchedCandidate[]; storing: boolean; trouble: { sentence: string; telephone: string | null } | null; problem: string | null; issued?: ShownCode | null; /** Candidate number of a code that was taken back. */ undone?: string | null };

function isLive(row: WatchedCandidate): boolean {
  return isRunning(row.state);
}

function hasTrouble(row: WatchedCandidate, nowMs: number): boolean {
  return isLive(row) && (row.waiting > 0 || row.lastSeenMs === null || nowMs - row.lastSeenMs > NO_CONTACT_AFTER_MS);
}

export function ProctorSittingScreen({ sitting, serverTimeMs, candidates, storing, trouble, problem, issued = null, undone = null }: ProctorSittingProps) {
  const order = (row: WatchedCandidate): number => (hasTrouble(row, serverTimeMs) ? 0 : row.state === "waiting" ? 1 : isLive(row) ? 2 : 3);
  const rows = [...candidates].sort((a, b) => order(a) - order(b) || a.candidateNumber.localeCompare(b.candidateNumber));
  const count = (...states: WatchedCandidate["state"][]): number => candidates.filter((row) => states.includes(row.state)).length;
  return (
    <>
      <Title lead={say("refreshes")}>{sitting.title}</Title>
      {!storing && (
        <Notice kind="danger" title={say("not-storing")}>
          <p>{say("not-storing-text")}</p>
        </Notice>
      )}
      {problem !== null && <Notice kind="danger" title={problem} />}
      <CodeNotices issued={issued} undone={undone} />
      {storing && trouble !== null && (
        <Notice kind="attention" title={trouble.sentence}>
          {trouble.telephone !== null && <p>{say("ring", { telephone: trouble.telephone })}</p>}
        </Notice>
      )}
      <Counts
        rows={[
          [say("trouble"), candidates.filter((row) => hasTrouble(row, serverTimeMs)).length],
          [say("waiting-room"), count("waiting")],
          [say("active"), count("active")],
          [say("paused"), count("paused")],
          [say("finished"), count("submitted", "timed-out", "terminated", "voided")],
        ]}
      />
      <Table
        dense
        caption={say("candidates")}
        rows={rows}
        keyOf={(row) => row.registrationId}
        empty={say("watch-empty")}
        columns={[
          { title: say("number"), cell: (row) => row.candidateNumber },
          { title: say("name"), cell: (row) => row.name },
          { title: say("state"), cell: (row) => (row.state === "waiting" ? say("waiting-room") : say(row.state)) },
          { title: say("question"), number: true, cell: (row) => row.position ?? "-" },
          { title: say("answered"), number: true, cell: (row) => (row.attemptId === null ? "-" : <><Bar small of={row.questions} value={row.answered} /> {row.answered} / {row.questions}</>) },
          { title: say("flagged"), number: true, cell: (row) => (row.attemptId === null ? "-" : row.flagged) },
          { title: say("last-seen"), cell: (row) => (row.lastSeenMs === null ? "-" : say("ago", { seconds: Math.max(0, Math.round((serverTimeMs - row.lastSeenMs) / 1_000)) })) },
          { title: say("link"), cell: (row) => <LinkState row={row} nowMs={serverTimeMs} /> },
          { title: say("time-left"), number: true, cell: (row) => (row.timeLeftMs === null ? "-" : durationText(row.timeLeftMs)) },
          { title: say("acts"), cell: (row) => <RowActs row={row} /> },
        ]}
      />
    </>
  );
}

function LinkState({ row, nowMs }: { row: WatchedCandidate; nowMs: number }) {
  if (!isLive(row)) return <>{say("link-none")}</>;
  // A page of another build is served to its end: it is said beside the link and is no trouble.
  return (
    <>
      <Contact row={row} nowMs={nowMs} />
      {row.otherBuild && <>, {say("other-build")}</>}
    </>
  );
}

function Contact({ row, nowMs }: { row: WatchedCandidate; nowMs: number }) {
  if (row.lastSeenMs === null || nowMs - row.lastSeenMs > NO_CONTACT_AFTER_MS) return <strong>{say("link-gone")}</strong>;
  return row.waiting > 0 ? <strong>{say("link-waiting", { count: row.waiting })}</strong> : <>{say("link-good")}</>;
}

function RowActs({ row }: { row: WatchedCandidate }) {
  if (row.attemptId === null) return null;
  if (row.state === "waiting") {
    return (
      <form method="post">
        <input type="hidden" name="attemptId" value={row.attemptId} />
        <input type="hidden" name="actId" value={row.actId} />
        <input type="hidden" name="reason" value={say("identity-checked")} />
        <Button kind="quiet" name="intent" value="admit" aria-label={`${say("admit")}: ${row.candidateNumber}`}>
          {say("admit")}
        </Button>
      </form>
    );
  }
  if (!isLive(row)) return null;
  return (
    <>
      <form method="post" className={style.act}>
        <input type="hidden" name="attemptId" value={row.attemptId} />
        <input type="hidden" name="actId" value={row.actId} />
        <input name="reason" aria-label={`${say("reason")}: ${row.candidateNumber}`} placeholder={say("reason")} required maxLength={500} />
        <Button kind="quiet" name="intent" value="release-seat" aria-label={`${say("release-seat")}: ${row.candidateNumber}`}>
          {say("release-seat")}
        </Button>
      </form>
      <NewCodeActs registrationId={row.registrationId} candidateNumber={row.candidateNumber} undo={row.undo} asksIdentity />
    </>
  );
}
