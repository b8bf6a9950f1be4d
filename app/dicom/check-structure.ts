import { decoderOf } from "./decode/registry.ts";
import { limits } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";
import names from "./transfer-syntaxes.json" with { type: "json" };

/** The file holds together: its elements lie inside each other and inside the file. `end` is where they end. */
export type Structure = { ok: true; transferSyntax: string; end: number };

/** A data set, item or sequence that is being walked; `end` is null where only a delimiter ends it. */
type Level = { kind: "elements" | "sequence"; end: number | null; limit: number; implicit: boolean };

const undefinedLength = 0xffffffff;
const pixelData = 0x7fe00010;
const item = 0xfffee000;
const itemEnd = 0xfffee00d;
const sequenceEnd = 0xfffee0dd;
const longLengthVrs = new Set(["OB", "OD", "OF", "OL", "OW", "SQ", "UC", "UN", "UR", "UT"]);
/** 64-bit VRs of 2019, which the parser behind this check would misread. */
const unknownVrs = new Set(["OV", "SV", "UV"]);

/**
 * Walks the elements of a DICOM file without recursion before anything else reads it, so that a lying length, a truncation or
 * a tower of sequences is met here and never in a library. Sizes of allocations do not depend on the file.
 */
export function checkStructure(bytes: Uint8Array): Structure | Refusal {
  if (bytes.length > limits.fileBytes) return refuse("file-too-large", "The file is larger than the import takes.");
  if (bytes.length < 132 || String.fromCharCode(...bytes.subarray(128, 132)) !== "DICM") {
    return refuse("not-dicom", "This is not a DICOM file (the mark DICM is missing).");
  }
  return new Walk(bytes).run();
}

/** Which element headers come where; the fields say how far the walk is. */
class Walk {
  readonly view: DataView;
  readonly length: number;
  position = 132;
  transferSyntax: string | null = null;
  decodable = false;
  pixelsSeen = false;
  elements = 0;
  depth = 0;
  levels: Level[] = [];

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.length;
  }

  run(): Structure | Refusal {
    this.levels = [{ kind: "elements", end: this.length, limit: this.length, implicit: false }];
    for (;;) {
      const level = this.levels.at(-1);
      if (!level) return truncated();
      if (level.end === this.position) {
        if (this.levels.length === 1) return this.finished();
        this.pop();
        continue;
      }
      if (level.limit - this.position < 8) return this.levels.length === 1 && this.pixelsSeen ? this.finished() : truncated();
      if (++this.elements > limits.elements) return refuse("too-many-elements", "The file has more elements than an image has.");
      const refusal = level.kind === "sequence" ? this.readItem(level) : this.readElement(level);
      if (refusal === "end") return this.finished();
      if (refusal) return refusal;
    }
  }

  finished(): Structure | Refusal {
    if (!this.transferSyntax || !this.decodable) return refuse("no-images", "The file holds no data set.");
    return { ok: true, transferSyntax: this.transferSyntax, end: this.position };
  }

  readItem(level: Level): Refusal | null {
    const tag = this.tag();
    const length = this.view.getUint32(this.position + 4, true);
    this.position += 8;
    if (tag === sequenceEnd && level.end === null && length === 0) {
      this.pop();
      return null;
    }
    if (tag !== item) return damaged();
    return this.push({ kind: "elements", implicit: level.implicit }, length, level);
  }

  readElement(level: Level): Refusal | "end" | null {
    const tag = this.tag();
    if (tag === itemEnd && level.end === null) {
      if (this.view.getUint32(this.position + 4, true) !== 0) return damaged();
      this.position += 8;
      this.pop();
      return null;
    }
    if (tag >>> 16 === 0xfffe) return damaged();
    if (this.levels.length === 1 && tag >>> 16 !== 2 && !this.decodable) {
      const refusal = checkTransferSyntax(this.transferSyntax);
      if (refusal) return refusal;
      this.decodable = true;
    }
    // Zeros after the pixels are padding of a careless writer; a tag (0000,0000) is never an element here.
    if (tag === 0) return this.levels.length === 1 && this.pixelsSeen && this.zerosFollow() ? "end" : damaged();
    const implicit = level.implicit || (this.levels.length === 1 && tag >>> 16 !== 2 && this.transferSyntax === "1.2.840.10008.1.2");
    return implicit ? this.readImplicit(tag, level) : this.readExplicit(tag, level);
  }

  readExplicit(tag: number, level: Level): Refusal | null {
    const vr = String.fromCharCode(this.bytes[this.position + 4] ?? 0, this.bytes[this.position + 5] ?? 0);
    if (!/^[A-Z]{2}$/.test(vr) || unknownVrs.has(vr)) return damaged();
    const long = longLengthVrs.has(vr);
    if (long && level.limit - this.position < 12) return truncated();
    const length = long ? this.view.getUint32(this.position + 8, true) : this.view.getUint16(this.position + 6, true);
    this.position += long ? 12 : 8;
    if (vr === "SQ") return this.push({ kind: "sequence", implicit: false }, length, level);
    if (length !== undefinedLength) return this.skip(tag, length, level);
    if (tag === pixelData && this.levels.length === 1) return this.skipFragments(level);
    return vr === "UN" ? this.push({ kind: "sequence", implicit: true }, length, level) : damaged();
  }

  readImplicit(tag: number, level: Level): Refusal | null {
    const length = this.view.getUint32(this.position + 4, true);
    this.position += 8;
    const isPrivate = ((tag >>> 16) & 1) === 1;
    const looksLikeItems = level.limit - this.position >= 4 && (this.tag() === item || this.tag() === sequenceEnd);
    if (length === undefinedLength) return looksLikeItems ? this.push({ kind: "sequence", implicit: true }, length, level) : damaged();
    if (looksLikeItems && length >= 8 && !isPrivate) return this.push({ kind: "sequence", implicit: true }, length, level);
    return this.skip(tag, length, level);
  }

  push({ kind, implicit }: Pick<Level, "kind" | "implicit">, length: number, parent: Level): Refusal | null {
    if (kind === "sequence" && ++this.depth > limits.sequenceDepth) {
      return refuse("nested-too-deeply", `The file nests sequences more than ${limits.sequenceDepth} deep.`);
    }
    const end = length === undefinedLength ? null : this.position + length;
    if (end !== null && end > parent.limit) return lyingLength();
    this.levels.push({ kind, implicit, end, limit: end ?? parent.limit });
    return null;
  }

  pop(): void {
    if (this.levels.pop()?.kind === "sequence") this.depth--;
  }

  skip(tag: number, length: number, level: Level): Refusal | null {
    if (length > level.limit - this.position) return lyingLength();
    if (tag === 0x00020010) this.transferSyntax = String.fromCharCode(...this.bytes.subarray(this.position, this.position + Math.min(length, 64))).replace(/[\0 ]+$/, "");
    if (tag === pixelData && this.levels.length === 1) this.pixelsSeen = true;
    this.position += length;
    return null;
  }

  skipFragments(level: Level): Refusal | null {
    this.pixelsSeen = true;
    while (level.limit - this.position >= 8) {
      const tag = this.tag();
      const length = this.view.getUint32(this.position + 4, true);
      this.position += 8;
      if (tag === sequenceEnd) return null;
      if (tag !== item) return damaged();
      if (length > level.limit - this.position) return lyingLength();
      this.position += length;
    }
    return truncated();
  }

  tag(): number {
    return ((this.view.getUint16(this.position, true) << 16) | this.view.getUint16(this.position + 2, true)) >>> 0;
  }

  zerosFollow(): boolean {
    return this.bytes.subarray(this.position).every((byte) => byte === 0);
  }
}

/** A refusal unless frames of this transfer syntax can be decoded; the data set of others may be deflated or big endian. */
function checkTransferSyntax(uid: string | null): Refusal | null {
  if (!uid) return refuse("no-transfer-syntax", "The file does not say its transfer syntax.");
  if (decoderOf(uid)) return null;
  const known: Record<string, string> = names;
  const name = Object.hasOwn(known, uid) ? known[uid] : "unknown";
  const shown = /^[0-9.]{1,64}$/.test(uid) ? uid : "not a UID";
  return { ...refuse("transfer-syntax-not-supported", `The transfer syntax ${name} (${shown}) cannot be decoded here yet.`), transferSyntax: shown };
}

function truncated(): Refusal {
  return refuse("truncated", "The file ends in the middle of an element.");
}

function lyingLength(): Refusal {
  return refuse("lying-length", "An element says that it is longer than what holds it; the file is cut off or damaged.");
}

function damaged(): Refusal {
  return refuse("damaged-element", "The file holds something that is not a DICOM element where one should be.");
}
