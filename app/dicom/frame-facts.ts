import type { VoiWindow } from "#app/pixels/study.ts";
import type { DicomDataSet, Tag } from "./data-set.ts";
import type { FrameFacts, Vector } from "./instance.ts";
import { limits } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** Units of Rescale Type that are passed on; the attribute is free text, and anything else could be a name. */
const knownUnits = new Set(["OD", "HU", "MGML", "Z_EFF", "ED", "EDW", "HU_MOD", "PCT", "cm/s", "mm/s", "ms", "s", "1/s"]);
const shapes: readonly string[] = ["LINEAR", "LINEAR_EXACT", "SIGMOID"] satisfies VoiWindow["shape"][];

/**
 * Facts of each of the `count` frames: from the per-frame functional groups of an enhanced image, else from its shared ones,
 * else from the top of the data set (PS3.3 C.7.6.16). Look-up tables that would be needed to show a frame are refused.
 */
export function readFrameFacts(set: DicomDataSet, count: number): { ok: true; frames: FrameFacts[] } | Refusal {
  const shared = set.items("x52009229")[0];
  const perFrame = set.items("x52009230");
  if (perFrame.length > 0 && perFrame.length !== count) {
    return refuse("frames-contradict", `The file says it has ${count} frames and describes ${perFrame.length}.`);
  }
  const frames: FrameFacts[] = [];
  for (let index = 0; index < count; index++) {
    const own = perFrame[index];
    const group = (sequence: Tag) => own?.items(sequence)[0] ?? shared?.items(sequence)[0] ?? set;
    const voi = group("x00289132");
    const values = group("x00289145");
    if (values.items("x00283000").length > 0) return refuse("modality-lut-not-supported", "The image needs a Modality LUT, which cannot be shown here yet.");
    const windows = readWindows(voi);
    if (windows.length === 0 && voi.items("x00283010").length > 0) {
      return refuse("voi-lut-not-supported", "The image needs a VOI LUT, which cannot be shown here yet.");
    }
    const rescale = readRescale(values);
    if (!rescale) return refuse("rescale-not-a-number", "The image has a rescale slope or intercept that is no usable number.");
    frames.push({
      position: vector(group("x00209113").numbers("x00200032")),
      orientation: readOrientation(group("x00209116")),
      sliceLocation: set.number("x00201041"),
      pixelSpacing: readSpacing(group("x00289110")),
      triggerTimeMs: group("x00189118").double("x00209153") ?? set.number("x00181060"),
      temporalPosition: group("x00209111").uint32("x00209128") ?? set.number("x00200100"),
      acquisitionTimeMs: timeOfDayMs(set.text("x00080032")),
      rescale,
      windows,
    });
  }
  return { ok: true, frames };
}

function readWindows(set: DicomDataSet): VoiWindow[] {
  const centers = set.numbers("x00281050");
  const widths = set.numbers("x00281051");
  const said = set.text("x00281056") ?? "LINEAR";
  const shape = (shapes.includes(said) ? said : "LINEAR") as VoiWindow["shape"];
  const windows = centers.map((center, index) => ({ center, width: widths[index] ?? Number.NaN, shape }));
  return windows.filter(({ center, width }) => Number.isFinite(center) && Number.isFinite(width) && width > 0).slice(0, limits.windows);
}

function readRescale(set: DicomDataSet): FrameFacts["rescale"] | null {
  const slope = set.has("x00281053") ? set.number("x00281053") : 1;
  const intercept = set.has("x00281052") ? set.number("x00281052") : 0;
  if (slope === null || intercept === null || slope === 0) return null;
  const unit = set.text("x00281054");
  return { slope, intercept, unit: unit !== null && knownUnits.has(unit) ? unit : null };
}

function readSpacing(set: DicomDataSet): FrameFacts["pixelSpacing"] {
  const [row, column] = set.numbers("x00280030");
  return row !== undefined && column !== undefined && row > 0 && column > 0 && Number.isFinite(row + column) ? { row, column } : null;
}

function readOrientation(set: DicomDataSet): FrameFacts["orientation"] {
  const numbers = set.numbers("x00200037");
  const row = vector(numbers.slice(0, 3));
  const column = vector(numbers.slice(3));
  // Two directions of a plane: of length 1 and at right angles, as far as rounded decimals go.
  const isPlane = row && column && Math.abs(dot(row, row) - 1) < 0.05 && Math.abs(dot(column, column) - 1) < 0.05 && Math.abs(dot(row, column)) < 0.05;
  return isPlane ? [row, column] : null;
}

function vector(numbers: number[]): Vector | null {
  const [x, y, z] = numbers;
  if (numbers.length !== 3 || x === undefined || y === undefined || z === undefined) return null;
  return [x, y, z].every(Number.isFinite) ? [x, y, z] : null;
}

/** Scalar product. */
export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Milliseconds since midnight of a TM value, the old form with colons included; null for anything else. */
function timeOfDayMs(text: string | null): number | null {
  const parts = /^(\d{2}):?(\d{2}):?(\d{2}(?:\.\d{1,6})?)$/.exec(text ?? "");
  if (!parts) return null;
  return (Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3])) * 1000;
}
