import type { StoredValues } from "./stored-value.ts";

export type Extremes = { minimum: number; maximum: number };

/**
 * Smallest and largest stored value of one or several frames, values equal to `padding` left out. Where every value is
 * padding, both are the padding value; of no values at all, both are 0.
 */
export function extremes(frames: Iterable<StoredValues>, padding: number | null): Extremes {
  let minimum = Infinity;
  let maximum = -Infinity;
  for (const frame of frames) {
    for (const value of frame) {
      if (value === padding) continue;
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
    }
  }
  return minimum <= maximum ? { minimum, maximum } : { minimum: padding ?? 0, maximum: padding ?? 0 };
}
