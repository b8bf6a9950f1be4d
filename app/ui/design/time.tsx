import { useEffect, useState } from "react";

type Shown = { withDate?: boolean; withSeconds?: boolean };

/** Date and time in a zone, with the zone's name: the same text on the server and in the browser. */
export function timeText(ms: number, timeZone: string, { withDate = true, withSeconds = false }: Shown = {}): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    ...(withDate ? { day: "numeric", month: "short", year: "numeric" } : {}),
    hour: "2-digit",
    minute: "2-digit",
    ...(withSeconds ? { second: "2-digit" } : {}),
    hour12: false,
    timeZoneName: "short",
  });
  // ICU versions differ in their spaces; the text must not.
  return format.format(ms).replaceAll(/\s/g, " ");
}

/**
 * The same moment where this computer is, when its clock on the wall says something else there: `13:00`, with the day
 * where that differs as well; null where both say the same. Exams are held for all of Europe from one place.
 */
export function hereText(ms: number, timeZone: string, ownZone: string): string | null {
  const part = (zone: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour12: false, ...options }).format(ms);
  const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  const day: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };
  const [here, there] = [part(ownZone, clock), part(timeZone, clock)];
  if (part(ownZone, day) !== part(timeZone, day)) return `${part(ownZone, day)}, ${here}`;
  return here === there ? null : here;
}

/** A moment to the second with its zone and, where it differs, the time here. Of the browser's own pages only: the server has another "here". */
export function momentHere(ms: number, timeZone: string): string {
  return timeText(ms, timeZone, { withSeconds: true }) + hereWords(hereText(ms, timeZone, ownZone(timeZone)));
}

function ownZone(otherwise: string): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || otherwise;
}

function hereWords(ownTime: string | null): string {
  return ownTime === null ? "" : ` = ${ownTime} where this computer is`;
}

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

export function dayText(isoDate: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" }).format(new Date(`${isoDate}T00:00:00Z`));
}

/** Hours, minutes and seconds of a duration in milliseconds: `01:32:18`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
