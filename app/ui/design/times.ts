export type Shown = { withDate?: boolean; withSeconds?: boolean };

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

/** The zone of this computer. */
export function ownZone(otherwise: string): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || otherwise;
}

/** What `hereText` says, in the words that stand behind a time; empty where it says nothing. */
export function hereWords(ownTime: string | null): string {
  return ownTime === null ? "" : ` = ${ownTime} where this computer is`;
}

/** Hours, minutes and seconds of a duration in milliseconds: `01:32:18`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** Minutes and seconds of less than an hour: `09:07`. */
export const minuteText = (ms: number): string => durationText(ms).slice(3);

/** A length of time in words, to the minute: `30 minutes`, `1 hour`, `3 hours 45 minutes`. */
export function spanText(ms: number): string {
  const all = Math.round(ms / 60_000);
  const counted = (count: number, unit: string) => (count === 0 ? [] : [`${count} ${unit}${count === 1 ? "" : "s"}`]);
  const parts = [...counted(Math.floor(all / 60), "hour"), ...counted(all % 60, "minute")];
  return parts.length === 0 ? "0 minutes" : parts.join(" ");
}

/** Time left in a sentence, never more than there is: `2 h 14 min`, `14 min`, `less than 1 min`. */
export function minutesText(ms: number): string {
  const all = Math.floor(ms / 60_000);
  if (all < 1) return "less than 1 min";
  const hours = Math.floor(all / 60);
  return [...(hours > 0 ? [`${hours} h`] : []), ...(all % 60 > 0 ? [`${all % 60} min`] : [])].join(" ");
}

/** Time of day with seconds in the zone of the sitting: `10:42:07`. */
export function clockText(ms: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium", hour12: false }).format(ms);
}

/** A day without a time: `24 November 2026`. */
export function dayText(isoDate: string): string {
  const day = new Date(`${isoDate}T00:00:00Z`);
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" }).format(day);
}
