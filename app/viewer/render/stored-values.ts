import type { StudyManifest, VoiWindow } from "#app/pixels/study.ts";
import { displayValue } from "#app/pixels/voi.ts";

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
  return { minimum, maximum };
}

/** Grey level 0..255 of every stored value; the first entry belongs to the smallest, or to 0 when none is negative. */
export function tableForRasteriser(study: StudyManifest, window: VoiWindow, inverted: boolean): Uint8ClampedArray {
  const { minimum, maximum } = storedExtremes(study);
  const offset = Math.min(minimum, 0);
  const table = new Uint8ClampedArray(maximum - offset + 1);
  const { slope, intercept } = study.samplesPerPixel === 3 ? { slope: 1, intercept: 0 } : study.rescale;
  for (let stored = minimum; stored <= maximum; stored++) {
    const grey = displayValue(stored * slope + intercept, window);
    table[stored - offset] = inverted ? 255 - grey : grey;
  }
  return table;
}
