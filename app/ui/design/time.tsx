import { useEffect, useState } from "react";
import { hereText, hereWords, ownZone, timeText, type Shown } from "./times.ts";

type TimeProps = Shown & {
  ms: number;
  timeZone: string;
  /** Adds what the clock of the reader's computer shows then, where it is another time. */
  here?: boolean;
};

export function Time({ ms, timeZone, here = false, ...shown }: TimeProps) {
  const [ownTime, setOwnTime] = useState<string | null>(null);
  // Known in the browser only; the server's page must be the same as the first one drawn here.
  useEffect(() => {
    if (here) setOwnTime(hereText(ms, timeZone, ownZone(timeZone)));
  }, [here, ms, timeZone]);
  return (
    <time dateTime={new Date(ms).toISOString()}>
      {timeText(ms, timeZone, shown)}
      {ownTime !== null && hereWords(ownTime)}
    </time>
  );
}
