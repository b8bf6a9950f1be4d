import type { Pixels } from "./decoder.ts";

/** Decoded frames by hash within a number of bytes; what was used longest ago goes first. */
export type FrameCache = {
  /** The frame, which thereby becomes the most recently used. */
  get(hash: string): Pixels | undefined;
  has(hash: string): boolean;
  set(hash: string, pixels: Pixels): void;
  clear(): void;
  bytes(): number;
};

/** A single frame that is larger than the budget is kept alone rather than not at all. */
export function createFrameCache(budgetBytes: number): FrameCache {
  const frames = new Map<string, Pixels>();
  let held = 0;
  const drop = (hash: string) => {
    held -= frames.get(hash)?.byteLength ?? 0;
    frames.delete(hash);
  };
  return {
    get(hash) {
      const pixels = frames.get(hash);
      if (pixels === undefined) return undefined;
      frames.delete(hash);
      frames.set(hash, pixels);
      return pixels;
    },
    has: (hash) => frames.has(hash),
    set(hash, pixels) {
      drop(hash);
      frames.set(hash, pixels);
      held += pixels.byteLength;
      for (const oldest of frames.keys()) {
        if (held <= budgetBytes || oldest === hash) break;
        drop(oldest);
      }
    },
    clear() {
      frames.clear();
      held = 0;
    },
    bytes: () => held,
  };
}
