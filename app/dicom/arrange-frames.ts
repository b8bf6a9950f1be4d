import type { StudyManifest } from "#app/pixels/study.ts";
import { dot } from "./frame-facts.ts";
import { groupBy } from "./group-by.ts";
import type { Vector } from "./instance.ts";
import type { PlacedFrame, SourceFrame } from "./series.ts";

export type Arrangement = Pick<StudyManifest, "kind" | "slices" | "phases"> & { frames: PlacedFrame[]; warnings: string[] };

/** Millimetres within which two positions are one slice. */
const samePlace = 0.1;

/**
 * Orders the frames of a series by slice position along the normal, then by trigger time, temporal position, acquisition time,
 * instance number and frame number, each taken only if every frame has it. Several slices of several phases must form a full
 * grid; if they do not, every frame becomes a slice of a stack.
 */
export function arrangeFrames(frames: SourceFrame[]): Arrangement {
  const warnings: string[] = [];
  const { places, guessed } = placesOf(frames);
  if (guessed && frames.length > 1) warnings.push("The files do not say where the slices lie; the order is that of times and instance numbers.");
  const inTime = byTime(frames);
  const sorted = frames.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0) || inTime(a, b));
  const slices = groupBy(sorted, (frame) => places.get(frame) ?? 0);
  const phases = Math.max(...[...slices.values()].map((slice) => slice.length));
  if (![...slices.values()].every((slice) => slice.length === phases)) {
    warnings.push("The slices do not have the same number of phases; the series is shown as a stack.");
    return { kind: "stack", slices: sorted.length, phases: 1, frames: sorted.map((frame, slice) => ({ ...frame, slice, phase: 0 })), warnings };
  }
  const placed = [...slices.values()].flatMap((inSlice, slice) => inSlice.map((frame, phase) => ({ ...frame, slice, phase })));
  return { kind: kindOf(slices.size, phases), slices: slices.size, phases, frames: placed, warnings };
}

function kindOf(slices: number, phases: number): StudyManifest["kind"] {
  if (phases === 1) return slices === 1 ? "still" : "stack";
  return slices === 1 ? "cine" : "stack-of-cines";
}

/** A number per frame that is equal for frames of one slice and rises from slice to slice. */
function placesOf(frames: SourceFrame[]): { places: Map<SourceFrame, number>; guessed: boolean } {
  const distances = frames.map(alongNormal);
  if (distances.every((distance) => distance !== null)) return { places: clustered(frames, distances), guessed: false };
  const locations = frames.map(({ facts, framesInFile }) => (framesInFile === 1 ? facts.sliceLocation : null));
  if (locations.every((location) => location !== null)) return { places: clustered(frames, locations), guessed: false };

  const inTime = byTime(frames);
  const sorted = frames.toSorted(inTime);
  const files = [...new Set(sorted.map(({ file }) => file))];
  if (frames.some(({ framesInFile }) => framesInFile > 1)) {
    // A file that says its frame time is a cine of one slice; the frames of any other file are slices.
    const places = sorted.map((frame, rank) => [frame, frame.timed ? files.indexOf(frame.file) : files.length + rank] as const);
    return { places: new Map(places), guessed: files.length > 1 || !frames.every(({ timed }) => timed) };
  }
  const times = frames.map(({ facts }) => facts.triggerTimeMs ?? facts.temporalPosition);
  const oneSlice = times.every((time) => time !== null) && new Set(times).size === times.length;
  return { places: new Map(sorted.map((frame, rank) => [frame, oneSlice ? 0 : rank])), guessed: true };
}

/** Distance in mm of the first pixel from the origin along the normal of the image plane. */
function alongNormal({ facts: { position, orientation } }: SourceFrame): number | null {
  if (!position || !orientation) return null;
  const [row, column] = orientation;
  const normal: Vector = [row[1] * column[2] - row[2] * column[1], row[2] * column[0] - row[0] * column[2], row[0] * column[1] - row[1] * column[0]];
  return dot(position, normal);
}

function clustered(frames: SourceFrame[], distances: number[]): Map<SourceFrame, number> {
  const ranked = frames.map((frame, index) => ({ frame, distance: distances[index] ?? 0 })).toSorted((a, b) => a.distance - b.distance);
  const places = new Map<SourceFrame, number>();
  let rank = 0;
  let start = ranked[0]?.distance ?? 0;
  for (const { frame, distance } of ranked) {
    if (distance - start > samePlace) {
      rank++;
      start = distance;
    }
    places.set(frame, rank);
  }
  return places;
}

function byTime(frames: SourceFrame[]): (a: SourceFrame, b: SourceFrame) => number {
  const keys: ((frame: SourceFrame) => number | null)[] = [
    ({ facts }) => facts.triggerTimeMs,
    ({ facts }) => facts.temporalPosition,
    ({ facts }) => facts.acquisitionTimeMs,
    ({ instanceNumber }) => instanceNumber,
  ];
  // A key that one frame lacks would make the order depend on the order of the files.
  const usable = keys.filter((key) => frames.every((frame) => key(frame) !== null));
  return (a, b) => {
    for (const key of usable) {
      const difference = (key(a) ?? 0) - (key(b) ?? 0);
      if (difference !== 0) return difference;
    }
    return a.file === b.file ? a.index - b.index : a.file.name < b.file.name ? -1 : 1;
  };
}
