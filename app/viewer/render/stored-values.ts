import type { StudyManifest, VoiWindow } from "#app/pixels/study.ts";
import { displayTable } from "#app/pixels/voi.ts";

/**
 * Smallest and largest stored value of all frames, padding with them: the rasteriser's table has exactly this length
 * and a value outside would be drawn black without an error.
 */
export function storedExtremes(study: StudyManifest): { minimum: number; maximum: number } {
  if (study.samplesPerPixel === 3) return { minimum: 0, maximum: 255 };
  let minimum = study.padding ?? Infinity;
  let maximum = study.padding ?? -Infinity;
  for (const frame of study.frames) {
    minimum = Math.min(minimum, frame.minimum);
    maximum = Math.max(maximum, frame.maximum);
  }
  return minimum <= maximum ? { minimum, maximum } : { minimum: 0, maximum: 0 };
}

/**
 * Grey level 0..255 of every stored value. The first entry belongs to the smallest value, or to 0 when none is negative:
 * that is how the rasteriser looks values up.
 */
export function tableForRasteriser(study: StudyManifest, window: VoiWindow, inverted: boolean): Uint8ClampedArray {
  const { minimum, maximum } = storedExtremes(study);
  const rescale = study.samplesPerPixel === 3 ? { slope: 1, intercept: 0 } : study.rescale;
  return new Uint8ClampedArray(displayTable({ minimum: Math.min(minimum, 0), maximum }, { window, rescale, inverted }));
}
