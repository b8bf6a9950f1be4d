/** Date and time in a zone, with the zone's name: the same text on the server and in the browser. */
export function timeText(ms: number, timeZone: string, withDate = true): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    ...(withDate ? { day: "numeric", month: "short", year: "numeric" } : {}),
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZoneName: "short",
  });
  // ICU versions differ in their spaces; the text must not.
  return format.format(ms).replaceAll(/\s/g, " ");
}

export function Time({ ms, timeZone, withDate = true }: { ms: number; timeZone: string; withDate?: boolean }) {
  return <time dateTime={new Date(ms).toISOString()}>{timeText(ms, timeZone, withDate)}</time>;
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
