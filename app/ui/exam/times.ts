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

export function dayText(isoDate: string): string {
  const day = new Date(`${isoDate}T00:00:00Z`);
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" }).format(day);
}
