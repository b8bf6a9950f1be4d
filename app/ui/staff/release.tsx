import type { CandidateState, StandingAgainst } from "#app/exam/scoring/before-release.ts";
import words from "#app/ui/words/staff.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { BoardRun, BoardSittingDetail } from "#app/usecases/board/see-sittings.ts";
import { Button } from "../design/button.tsx";
import { Acts, Notice } from "../design/parts.tsx";
import { Time } from "../design/time.tsx";

const say = wordsOf(words);

/** A sentence with more numbers than this is not read. */
const MOST_NAMED = 12;

const STATES = {
  "not-here": "not-here",
  waiting: "waiting-room",
  admitted: "admitted",
  active: "active",
  paused: "paused",
  submitted: "submitted",
  "timed-out": "timed-out",
  terminated: "terminated",
  voided: "voided",
} as const satisfies Record<CandidateState, string>;

type ReleaseProps = BoardSittingDetail["release"] & { run: Pick<BoardRun, "id" | "approvals">; timeZone: string };

/** Candidates as they are named to the board: the number and where the attempt stands, no name and no score. */
export function candidatesText(against: readonly StandingAgainst[]): string {
  const named = against.slice(0, MOST_NAMED).map(({ candidateNumber, state }) => `${candidateNumber} (${say(STATES[state])})`);
  const more = against.length - named.length;
  return more === 0 ? named.join(", ") : say("candidates-and-more", { candidates: named.join(", "), count: more });
}

/** The approval of the newest run: a button, or why it is shut. */
export function Release({ run, against, startsUntilMs, timeZone }: ReleaseProps) {
  const stands = (
    <p>
      {say("approvals-count", { count: run.approvals.length })}
      {startsUntilMs !== null && (
        <>
          ; {say("open-until")} <Time ms={startsUntilMs} timeZone={timeZone} />
        </>
      )}
    </p>
  );
  if (run.approvals.some((approval) => approval.mine)) {
    return (
      <Notice title={say("approved-by-you")}>
        {stands}
        <Shut against={against} />
      </Notice>
    );
  }
  return (
    <form method="post">
      <input type="hidden" name="scoreRunId" value={run.id} />
      <p>{say("approve-hint")}</p>
      {stands}
      <div id="release-shut">
        <Shut against={against} />
      </div>
      <Acts>
        <Button kind="primary" name="intent" value="approve" isDisabled={against.length > 0} aria-describedby={against.length > 0 ? "release-shut" : undefined}>
          {say("approve")}
        </Button>
      </Acts>
    </form>
  );
}

function Shut({ against }: { against: StandingAgainst[] }) {
  if (against.length === 0) return null;
  const open = against.filter(({ why }) => why === "still-open");
  const missing = against.filter(({ why }) => why === "not-in-run");
  return (
    <Notice kind="attention" title={say("release-shut")}>
      {open.length > 0 && <p>{say("release-still-open", { candidates: candidatesText(open) })}</p>}
      {missing.length > 0 && <p>{say("release-not-in-run", { candidates: candidatesText(missing) })}</p>}
      <p>{say(open.length > 0 ? "release-wait" : "release-score-again")}</p>
    </Notice>
  );
}
