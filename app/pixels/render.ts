import { extremes } from "./statistics.ts";
import type { StoredValues } from "./stored-value.ts";
import type { StudyManifest, VoiWindow } from "./study.ts";
import { displayTable } from "./voi.ts";

/**
 * A whole frame as it is to be seen: 8 bit grey, or interleaved RGB for colour, one value per stored value, through rescale,
 * window (the study's first when none is given) and inversion. Scale 1, no interpolation. This is what the viewer is
 * measured against.
 */
export function renderFrame(
  values: StoredValues,
  study: Pick<StudyManifest, "rescale" | "windows" | "inverted">,
  window: VoiWindow | undefined = study.windows[0],
): Uint8Array {
  if (!window) throw new RangeError("a study has at least one window");
  const range = extremes([values], null);
  const table = displayTable(range, { window, rescale: study.rescale, inverted: study.inverted });
  const shown = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) shown[i] = table[(values[i] ?? 0) - range.minimum] ?? 0;
  return shown;
}
