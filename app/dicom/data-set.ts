import dicomParser, { type DataSet } from "dicom-parser";

/** Attribute tags as the parser writes them. */
export type Tag = `x${string}`;

/**
 * Values of one data set or sequence item. A value that is absent, empty or not what its name says is null; nothing here
 * throws. The only file that knows dicom-parser.
 */
export class DicomDataSet {
  readonly #set: DataSet;

  constructor(set: DataSet) {
    this.#set = set;
  }

  has(tag: Tag): boolean {
    return (this.#set.elements[tag]?.length ?? 0) > 0;
  }

  /** The values of a text attribute, trimmed; bytes are taken as Latin-1. */
  texts(tag: Tag): string[] {
    return attempt(() => this.#set.string(tag)?.split("\\").map((text) => text.replaceAll("\0", "").trim())) ?? [];
  }

  text(tag: Tag): string | null {
    return this.texts(tag)[0] || null;
  }

  /** The values of a decimal or integer string (DS, IS); what is no number is NaN. */
  numbers(tag: Tag): number[] {
    return this.texts(tag).map((text) => (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN));
  }

  number(tag: Tag): number | null {
    const [first] = this.numbers(tag);
    return first !== undefined && Number.isFinite(first) ? first : null;
  }

  /** US. */
  uint16(tag: Tag): number | null {
    return this.#length(tag) >= 2 ? (attempt(() => this.#set.uint16(tag)) ?? null) : null;
  }

  /** UL. */
  uint32(tag: Tag): number | null {
    return this.#length(tag) >= 4 ? (attempt(() => this.#set.uint32(tag)) ?? null) : null;
  }

  /** FD. */
  double(tag: Tag): number | null {
    const value = this.#length(tag) >= 8 ? attempt(() => this.#set.double(tag)) : undefined;
    return value !== undefined && Number.isFinite(value) ? value : null;
  }

  /** Items of a sequence. */
  items(tag: Tag): DicomDataSet[] {
    return (this.#set.elements[tag]?.items ?? []).flatMap((item) => (item.dataSet ? [new DicomDataSet(item.dataSet)] : []));
  }

  /** Bytes of an element's value, a view into the file; null where it is absent or encapsulated. */
  bytes(tag: Tag): Uint8Array | null {
    const element = this.#set.elements[tag];
    if (!element || element.encapsulatedPixelData) return null;
    const bytes = this.#set.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
    return bytes.length === element.length ? bytes : null;
  }

  /** Whether any top-level tag starts like this, for example "x60" for overlays. */
  hasAny(prefix: string): boolean {
    return Object.keys(this.#set.elements).some((tag) => tag.startsWith(prefix));
  }

  #length(tag: Tag): number {
    return this.#set.elements[tag]?.length ?? 0;
  }
}

/** The data set of a file that `checkStructure` has passed, or null where the parser stumbles all the same. */
export function parseDataSet(bytes: Uint8Array): DicomDataSet | null {
  const set = attempt(() => dicomParser.parseDicom(bytes));
  return set ? new DicomDataSet(set) : null;
}

/** dicom-parser throws strings and plain objects as well as Errors: none of them leaves this file. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
