import { framesWanted, type ShownStudy, type WantedFrame } from "../core/wanted-frames.ts";
import type { StudyManifest } from "#app/pixels/study.ts";
import type { FrameDecoder, Pixels } from "./decoder.ts";
import { createFrameCache } from "./frame-cache.ts";
import { createJobQueue } from "./queue.ts";

/** Frames of all panels: asked for by what is on the screen, kept decoded within a budget. */
export type FrameStore = {
  get(hash: string): Pixels | undefined;
  has(hash: string): boolean;
  failed(hash: string): boolean;
  /** Says what is shown and what comes next; the order of loading follows from it. */
  want(shown: ShownStudy[], next: StudyManifest[]): void;
  retry(hashes: Iterable<string>): void;
  dispose(): void;
};

export type FrameStoreOptions = {
  loadFrame(hash: string): Promise<Uint8Array>;
  decoder: FrameDecoder;
  budgetBytes: number;
  /** A frame is there, or is known to be missing. */
  onFrame(hash: string): void;
};

/** Loads in flight beside what is being decoded. */
const LOADS = 4;

export function createFrameStore({ loadFrame, decoder, budgetBytes, onFrame }: FrameStoreOptions): FrameStore {
  const cache = createFrameCache(budgetBytes);
  let dead = false;
  const queue = createJobQueue<WantedFrame>({
    parallel: Math.max(LOADS, 2 * decoder.parallel),
    key: ({ hash }) => hash,
    done: ({ hash }) => cache.has(hash),
    async run({ hash, manifest }) {
      const bytes = await loadFrame(hash);
      if (dead) return;
      const pixels = await decoder.decode(bytes, manifest);
      if (!dead) cache.set(hash, pixels);
    },
    onSettled: ({ hash }) => onFrame(hash),
  });
  return {
    get: (hash) => cache.get(hash),
    has: (hash) => cache.has(hash),
    failed: (hash) => queue.failed(hash),
    want: (shown, next) => queue.want(framesWanted(shown, next, budgetBytes)),
    retry: (hashes) => queue.retry(hashes),
    dispose() {
      dead = true;
      queue.dispose();
      decoder.dispose();
      cache.clear();
    },
  };
}
