import type { StoredValues } from "#app/pixels/stored-value.ts";
import type { StudyManifest } from "#app/pixels/study.ts";

/** Decoded stored values; colour as RGBA, because the rasteriser reads four bytes a pixel. */
export type Pixels = StoredValues;

/**
 * Turns an encoded frame into stored values. The one below works on the page's own thread; one that hands the bytes to
 * workers has the same shape and a larger `parallel`.
 */
export type FrameDecoder = {
  /** How many frames it takes at a time. */
  parallel: number;
  decode(bytes: Uint8Array, manifest: StudyManifest): Promise<Pixels>;
  dispose(): void;
};

/** A picture of the screen is 16.7 ms; what decodes may take half of one before everybody else gets a turn. */
const SLICE_MS = 8;

type Decode = (bytes: Uint8Array, manifest: StudyManifest) => Promise<Pixels>;

/** Decodes one frame after another and lets the page breathe between them. */
export function createPageDecoder(decode: Decode, nowMs: () => number, breathe: () => Promise<void>): FrameDecoder {
  let last: Promise<unknown> = Promise.resolve();
  let busyMs = 0;
  const one = async (bytes: Uint8Array, manifest: StudyManifest): Promise<Pixels> => {
    if (busyMs >= SLICE_MS) {
      await breathe();
      busyMs = 0;
    }
    const begin = nowMs();
    try {
      const pixels = await decode(bytes, manifest);
      return manifest.samplesPerPixel === 3 ? withAlpha(pixels) : pixels;
    } finally {
      busyMs += nowMs() - begin;
    }
  };
  return {
    parallel: 1,
    decode(bytes, manifest) {
      const result = last.then(() => one(bytes, manifest));
      last = result.catch(() => undefined);
      return result;
    },
    dispose: () => undefined,
  };
}

/** Waits for the next task, so that input and painting come first. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** RGB to RGBA, opaque. */
export function withAlpha(rgb: Pixels): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from] ?? 0;
    rgba[to + 1] = rgb[from + 1] ?? 0;
    rgba[to + 2] = rgb[from + 2] ?? 0;
  }
  return rgba;
}
