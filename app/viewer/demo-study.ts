import { encodeFrame } from "#app/pixels/frame-codec.ts";
import { extremes } from "#app/pixels/statistics.ts";
import type { StoredValues } from "#app/pixels/stored-value.ts";
import type { StudyFrame, StudyManifest } from "#app/pixels/study.ts";

export type Shape = Omit<StudyManifest, "version" | "encoding" | "frames">;

/** A study whose frames lie in memory: what a server would otherwise give. */
export type MemoryStudy = { manifest: StudyManifest; files: Map<string, Uint8Array> };

/** Encodes the frames that `draw` gives for each slice and phase. */
export async function memoryStudy(shape: Shape, draw: (slice: number, phase: number) => StoredValues): Promise<MemoryStudy> {
  const files = new Map<string, Uint8Array>();
  const frames: StudyFrame[] = [];
  for (let slice = 0; slice < shape.slices; slice++) {
    for (let phase = 0; phase < shape.phases; phase++) {
      const values = draw(slice, phase);
      const bytes = await encodeFrame(values, shape);
      const hash = hex(await crypto.subtle.digest("SHA-256", Uint8Array.from(bytes)));
      files.set(hash, bytes);
      frames.push({ hash, bytes: bytes.length, slice, phase, ...extremes([values], shape.padding) });
    }
  }
  return { manifest: { version: 1, encoding: "delta-planes-deflate", ...shape, frames }, files };
}

function hex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
