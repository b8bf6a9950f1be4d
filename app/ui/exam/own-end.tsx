import type { OwnEnd as End } from "#app/exam/attempt/own-end.ts";
import words from "#app/ui/words/own-end.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import { Time } from "../design/time.tsx";
import { spanText } from "../design/times.ts";

const say = wordsOf(words);

/** When the own time ends: in the waiting room and on "My exams" in the same words. */
export function OwnEnd({ end, timeZone }: { end: End; timeZone: string }) {
  if (end.kind === "begun") {
    return (
      <>
        <Time here ms={end.atMs} timeZone={timeZone} />
        {end.paused && say("paused")}
      </>
    );
  }
  const { spanMs, latestMs, example } = end;
  return (
    <>
      {say("after", { span: spanText(spanMs) })}
      {latestMs !== null && (
        <>
          {say("latest")} <Time here ms={latestMs} timeZone={timeZone} />
        </>
      )}
      {example !== null && (
        <>
          . {say("if-start")} <Time here withDate={false} ms={example.startAtMs} timeZone={timeZone} />
          {say("then-end")} <Time here withDate={false} ms={example.endAtMs} timeZone={timeZone} />.
        </>
      )}
    </>
  );
}
