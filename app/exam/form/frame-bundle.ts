import { refuse, type Refusal } from "../refusal.ts";
import type { FrameFile } from "./frames.ts";

/** Many frames in one answer: frames `from` to `to` of the form, each as it would be sent alone, behind its length. */
export const MAX_BUNDLE_FRAMES = 32;
/** Of the frames before encryption. A larger frame is sent alone. */
export const MAX_BUNDLE_BYTES = 2 * 1024 * 1024;

const LENGTH_BYTES = 4;

export type FrameRange = { from: number; to: number };

/** The frames of a range, or why there are none. `from` and `to` come from outside and may be anything. */
export function framesOfRange<File extends FrameFile>(frames: readonly File[], from: unknown, to: unknown): { ok: true; first: number; frames: File[] } | Refusal {
  const [first, last] = [wholeNumber(from), wholeNumber(to)];
  if (first === null || last === null || last < first || last - first >= MAX_BUNDLE_FRAMES) return refuse("malformed");
  if (last > frames.length) return refuse("unknown-frame");
  const wanted = frames.slice(first - 1, last);
  return bytesOf(wanted) > MAX_BUNDLE_BYTES ? refuse("malformed") : { ok: true, first, frames: wanted };
}

function wholeNumber(value: unknown): number | null {
  return typeof value === "string" && /^[1-9]\d{0,6}$/.test(value) ? Number(value) : null;
}

function bytesOf(frames: readonly FrameFile[]): number {
  return frames.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The longest bundle that begins with the frame at `start` (its place, not its index) and holds only wanted frames. */
export function bundleFrom<File extends FrameFile>(frames: readonly File[], start: number, isWanted: (frame: File) => boolean): File[] {
  const bundle: File[] = [];
  let bytes = 0;
  for (const frame of frames.slice(start, start + MAX_BUNDLE_FRAMES)) {
    bytes += frame.bytes;
    if (!isWanted(frame) || (bundle.length > 0 && bytes > MAX_BUNDLE_BYTES)) break;
    bundle.push(frame);
  }
  return bundle;
}

/** What stands before each part: its length. */
export function bundleHead(length: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(LENGTH_BYTES);
  new DataView(head.buffer).setUint32(0, length);
  return head;
}

export function bundleLength(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, 0);
}

/** The parts of a bundle, each with the length that is expected of it; null for anything else, also for one byte too many. */
export function splitBundle(bytes: Uint8Array<ArrayBuffer>, lengths: readonly number[]): Uint8Array<ArrayBuffer>[] | null {
  if (bytes.length !== bundleLength(lengths)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const length of lengths) {
    if (view.getUint32(at) !== length) return null;
    // A copy: a part that is kept must not keep the whole bundle.
    parts.push(bytes.slice(at + LENGTH_BYTES, at + LENGTH_BYTES + length));
    at += LENGTH_BYTES + length;
  }
  return parts;
}
