import type { StudyManifest } from "#app/pixels/study.ts";
import { frameIndex } from "./panel-state.ts";

export type WantedFrame = { hash: string; manifest: StudyManifest };
export type ShownStudy = { manifest: StudyManifest; slice: number; phase: number };

/** Bytes of one decoded frame; colour is kept with a fourth byte. */
export function decodedBytes(study: StudyManifest): number {
  const pixels = study.rows * study.columns;
  return study.samplesPerPixel === 3 ? pixels * 4 : pixels * (study.storage === "uint8" ? 1 : 2);
}

/**
 * In which order frames are fetched and decoded: what is on the screen, then the rest of the visible cines (all panels
 * in turn), then the other slices from near to far, then the studies of the next question. What would not fit into
 * `budgetBytes` of decoded frames is left out: decoding it would only push out what is on the screen.
 */
export function framesWanted(shown: ShownStudy[], next: StudyManifest[], budgetBytes: number): WantedFrame[] {
  const wanted = new Map<string, WantedFrame>();
  let bytes = 0;
  const add = (manifest: StudyManifest, index: number) => {
    const frame = manifest.frames[index];
    if (frame === undefined || wanted.has(frame.hash) || bytes + decodedBytes(manifest) > budgetBytes) return;
    bytes += decodedBytes(manifest);
    wanted.set(frame.hash, { hash: frame.hash, manifest });
  };
  for (const at of shown) add(at.manifest, frameIndex(at.manifest, at));
  inTurn(shown.map((at) => cineFrom(at)), add);
  inTurn(shown.map((at) => slicesFrom(at)), add);
  for (const manifest of next) for (let index = 0; index < manifest.frames.length; index++) add(manifest, index);
  return [...wanted.values()];
}

type Turn = { manifest: StudyManifest; indices: number[] };

function cineFrom({ manifest, slice, phase }: ShownStudy): Turn {
  const phases = Array.from({ length: manifest.phases }, (_, step) => (phase + step) % manifest.phases);
  return { manifest, indices: phases.map((at) => frameIndex(manifest, { slice, phase: at })) };
}

function slicesFrom({ manifest, slice, phase }: ShownStudy): Turn {
  const order = Array.from({ length: manifest.slices }, (_, index) => index).sort((a, b) => Math.abs(a - slice) - Math.abs(b - slice));
  return { manifest, indices: order.flatMap((at) => cineFrom({ manifest, slice: at, phase }).indices) };
}

function inTurn(turns: Turn[], add: (manifest: StudyManifest, index: number) => void): void {
  const longest = turns.reduce((most, { indices }) => Math.max(most, indices.length), 0);
  for (let step = 0; step < longest; step++) {
    for (const { manifest, indices } of turns) {
      const index = indices[step];
      if (index !== undefined) add(manifest, index);
    }
  }
}
