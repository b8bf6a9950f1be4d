import { default as dcmjs } from "dcmjs";

export type MrImageFacts = {
  rows: number;
  columns: number;
  /** One array of rows x columns stored values per frame, row by row from the top left. */
  frames: ArrayLike<number>[];
  /** 1 to 16; up to 8 bits are kept in one byte per pixel, more in two. */
  bitsStored: number;
  signed: boolean;
  seriesInstanceUid: string;
  /** Derived from the series when absent; give the same one to every series of a study. */
  studyInstanceUid?: string;
  instanceNumber: number;
  seriesNumber?: number;
  /** Millimetres, patient coordinates of the centre of the first pixel. */
  position: readonly [number, number, number];
  /** Direction cosines of a row and of a column. */
  orientation: readonly [number, number, number, number, number, number];
  /** Millimetres between rows and between columns. */
  spacing: { row: number; column: number };
  sliceThickness?: number;
  /** Milliseconds after the R wave. */
  triggerTimeMs?: number;
  /** Milliseconds per frame; for several frames in one file. */
  frameTimeMs?: number;
  window?: { center: number; width: number; shape?: "LINEAR" | "LINEAR_EXACT" | "SIGMOID" };
  rescale?: { slope: number; intercept: number; unit?: string };
  /** Writes MONOCHROME1: low values are shown bright. */
  inverted?: boolean;
};

/** The facts given cannot be written as a DICOM image. */
export class DicomWriteError extends Error {
  override name = "DicomWriteError";
}

const mrImageStorage = "1.2.840.10008.5.1.4.1.1.4";
const explicitLittleEndian = "1.2.840.10008.1.2.1";
const implementationUid = "2.25.198273645546372819";

/**
 * Writes one MR image as a DICOM file (explicit little endian). Several frames become one file with NumberOfFrames and
 * FrameTime. The same facts give the same bytes: identifiers come from the arguments, dates stay empty, and the
 * patient module says that there is no patient.
 *
 * Throws DicomWriteError when the pixels do not fit the facts.
 */
export function writeMrImage(facts: MrImageFacts): Uint8Array {
  checkFacts(facts);
  const sopInstanceUid = childUid(facts.seriesInstanceUid, facts.instanceNumber);
  const file = new dcmjs.data.DicomDict({
    "00020001": { vr: "OB", Value: [new Uint8Array([0, 1]).buffer] },
    "00020002": { vr: "UI", Value: [mrImageStorage] },
    "00020003": { vr: "UI", Value: [sopInstanceUid] },
    "00020010": { vr: "UI", Value: [explicitLittleEndian] },
    "00020012": { vr: "UI", Value: [implementationUid] },
  });
  const elements: [tag: string, vr: string, ...values: (string | number | ArrayBuffer)[]][] = [
    ["00080008", "CS", "DERIVED", "PRIMARY"],
    ["00080016", "UI", mrImageStorage],
    ["00080018", "UI", sopInstanceUid],
    ["00080020", "DA"],
    ["00080030", "TM"],
    ["00080050", "SH"],
    ["00080060", "CS", "MR"],
    ["00080070", "LO"],
    ["00080090", "PN"],
    ["00100010", "PN"],
    ["00100020", "LO"],
    ["00100030", "DA"],
    ["00100040", "CS"],
    ["00120062", "CS", "YES"],
    ["00120063", "LO", "No patient"],
    ["00180020", "CS", "RM"],
    ["00180021", "CS", "NONE"],
    ["00180022", "CS"],
    ["00180023", "CS"],
    ["00180050", "DS", ...optionalDecimal(facts.sliceThickness)],
    ["00180081", "DS"],
    ["00180091", "IS"],
    ["0020000D", "UI", facts.studyInstanceUid ?? childUid(facts.seriesInstanceUid, 0)],
    ["0020000E", "UI", facts.seriesInstanceUid],
    ["00200010", "SH"],
    ["00200011", "IS", ...(facts.seriesNumber === undefined ? [] : [String(facts.seriesNumber)])],
    ["00200013", "IS", String(facts.instanceNumber)],
    ["00200032", "DS", ...facts.position.map(decimal)],
    ["00200037", "DS", ...facts.orientation.map(decimal)],
    ["00200052", "UI", childUid(facts.studyInstanceUid ?? childUid(facts.seriesInstanceUid, 0), 1)],
    ["00201040", "LO"],
    ["00280002", "US", 1],
    ["00280004", "CS", facts.inverted ? "MONOCHROME1" : "MONOCHROME2"],
    ["00280010", "US", facts.rows],
    ["00280011", "US", facts.columns],
    ["00280030", "DS", decimal(facts.spacing.row), decimal(facts.spacing.column)],
    ["00280100", "US", bitsAllocated(facts)],
    ["00280101", "US", facts.bitsStored],
    ["00280102", "US", facts.bitsStored - 1],
    ["00280103", "US", facts.signed ? 1 : 0],
    ["00280301", "CS", "NO"],
    ...displayElements(facts),
    ...timingElements(facts),
    ["7FE00010", bitsAllocated(facts) === 8 ? "OB" : "OW", pixelBytes(facts)],
  ];
  for (const [tag, vr, ...values] of elements.toSorted(([a], [b]) => (a < b ? -1 : 1))) file.dict[tag] = { vr, Value: values };
  return new Uint8Array(file.write());
}

type Elements = [tag: string, vr: string, ...values: (string | number)[]][];

function displayElements({ window, rescale }: MrImageFacts): Elements {
  const elements: Elements = [];
  if (window) {
    elements.push(["00281050", "DS", decimal(window.center)], ["00281051", "DS", decimal(window.width)]);
    if (window.shape && window.shape !== "LINEAR") elements.push(["00281056", "CS", window.shape]);
  }
  if (rescale) {
    elements.push(["00281052", "DS", decimal(rescale.intercept)], ["00281053", "DS", decimal(rescale.slope)], ["00281054", "LO", rescale.unit ?? "US"]);
  }
  return elements;
}

function timingElements({ frames, triggerTimeMs, frameTimeMs }: MrImageFacts): Elements {
  const elements: Elements = [];
  if (triggerTimeMs !== undefined) elements.push(["00181060", "DS", decimal(triggerTimeMs)]);
  if (frameTimeMs !== undefined) elements.push(["00181063", "DS", decimal(frameTimeMs)]);
  if (frames.length > 1) elements.push(["00280008", "IS", String(frames.length)]);
  if (frames.length > 1 && frameTimeMs !== undefined) elements.push(["00280009", "AT", 0x00181063]);
  return elements;
}

function checkFacts({ rows, columns, frames, bitsStored, signed }: MrImageFacts): void {
  if (!Number.isInteger(bitsStored) || bitsStored < 1 || bitsStored > 16) throw new DicomWriteError(`${bitsStored} bits stored is not 1 to 16`);
  if (frames.length === 0) throw new DicomWriteError("an image needs at least one frame");
  const smallest = signed ? -(2 ** (bitsStored - 1)) : 0;
  const largest = smallest + 2 ** bitsStored - 1;
  for (const [index, frame] of frames.entries()) {
    if (frame.length !== rows * columns) throw new DicomWriteError(`frame ${index} has ${frame.length} values, not ${rows} x ${columns}`);
    for (let i = 0; i < frame.length; i++) {
      const value = frame[i] ?? Number.NaN;
      if (!Number.isInteger(value) || value < smallest || value > largest) {
        throw new DicomWriteError(`frame ${index} holds ${value}, outside ${smallest} to ${largest}`);
      }
    }
  }
}

function bitsAllocated({ bitsStored }: MrImageFacts): 8 | 16 {
  return bitsStored <= 8 ? 8 : 16;
}

/** Little endian words, high bits above BitsStored zero; a last odd byte is padded with zero (PS3.5 section 7.1.1). */
function pixelBytes(facts: MrImageFacts): ArrayBuffer {
  const { rows, columns, frames, bitsStored } = facts;
  const bytesPerValue = bitsAllocated(facts) / 8;
  const size = rows * columns * frames.length * bytesPerValue;
  const bytes = new Uint8Array(size + (size % 2));
  const mask = 2 ** bitsStored - 1;
  let at = 0;
  for (const frame of frames) {
    for (let i = 0; i < frame.length; i++) {
      const word = (frame[i] ?? 0) & mask;
      bytes[at++] = word & 0xff;
      if (bytesPerValue === 2) bytes[at++] = word >> 8;
    }
  }
  return bytes.buffer;
}

/** Decimal string of at most 16 characters, as PS3.5 section 6.2 asks of DS. */
function decimal(value: number): string {
  if (!Number.isFinite(value)) throw new DicomWriteError(`${value} is not a decimal number`);
  const short = String(value);
  if (short.length <= 16) return short;
  for (let digits = 15; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  throw new DicomWriteError(`${value} does not fit a decimal string`);
}

function optionalDecimal(value: number | undefined): string[] {
  return value === undefined ? [] : [decimal(value)];
}

function childUid(uid: string, number: number): string {
  const child = `${uid}.${number}`;
  if (child.length > 64 || !/^[0-9]+(\.(0|[1-9][0-9]*))+$/.test(child)) throw new DicomWriteError(`${child} is not a UID of at most 64 characters`);
  return child;
}
