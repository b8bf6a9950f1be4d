import words from "#app/ui/words/staff.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { SeenClock } from "#app/usecases/admin/see-clock.ts";
import { Button } from "../design/button.tsx";
import { Acts, Card, Facts, Notice, Section, Title } from "../design/parts.tsx";
import { Time } from "../design/time.tsx";
import { durationText } from "../design/times.ts";

const say = wordsOf(words);
const UTC = "UTC";

export type ClockProps = SeenClock & {
  /** What became of a confirmation that was just made. */
  asked: { settled: boolean; problem: string | null } | null;
  problem: string | null;
};

/** Whether the server is sure of the time; where it is not, an admin says why. */
export function ClockScreen({ serverTimeMs, doubt, asked, problem }: ClockProps) {
  const refused = problem ?? asked?.problem ?? null;
  return (
    <>
      <Title lead={say("clock-lead")}>{say("clock-title")}</Title>
      {refused !== null && <Notice takesFocus kind="danger" title={refused} />}
      {asked?.settled === false && <Notice title={say("clock-asked")} />}
      {doubt === null ? <Notice kind="good" takesFocus={asked?.settled === true && refused === null} title={say("clock-sure")} /> : <Notice kind="attention" title={say("clock-doubt")} />}
      <Section title={say("clock-now")}>
        <Card>
          <Facts
            rows={[
              [say("clock-server-time"), <Time key="server" ms={serverTimeMs} timeZone={UTC} />],
              ...(doubt === null
                ? []
                : ([
                    [say("clock-machine-time"), <Time key="machine" ms={serverTimeMs + doubt.aheadMs} timeZone={UTC} />],
                    [say("clock-difference"), say(doubt.aheadMs < 0 ? "clock-behind" : "clock-ahead", { time: durationText(Math.abs(doubt.aheadMs)) })],
                    [say("clock-running"), doubt.running],
                  ] as const)),
            ]}
          />
        </Card>
      </Section>
      {doubt !== null && asked?.settled !== false && (
        <>
          {doubt.aheadMs > 0 && <Finding finding="server-was-down" aheadMs={doubt.aheadMs} />}
          <Finding finding="clock-was-wrong" aheadMs={doubt.aheadMs} />
        </>
      )}
    </>
  );
}

function Finding({ finding, aheadMs }: { finding: "server-was-down" | "clock-was-wrong"; aheadMs: number }) {
  const time = durationText(Math.abs(aheadMs));
  return (
    <Section title={say(`${finding}-title`)}>
      <Card>
        <p>{say(`${finding}-text`, { time })}</p>
        <form method="post">
          <input type="hidden" name="aheadMs" value={aheadMs} />
          <Acts>
            <Button name="finding" value={finding}>
              {say(`${finding}-act`, { time })}
            </Button>
          </Acts>
        </form>
      </Card>
    </Section>
  );
}
