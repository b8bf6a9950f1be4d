import { acquireMagnitude, acquireMap, acquirePhase } from "./acquire.ts";
import { contraction, diastolicLeak, systolicEjection, valveOpening } from "./cycle.ts";
import { fourChamberPainter, type FourChamberHeart } from "./four-chamber.ts";
import { greatVesselsPainter, type VesselFlow } from "./great-vessels.ts";
import { smoothStep } from "./shapes.ts";
import { shortAxisPainter, type HeartPhase, type ShortAxisHeart } from "./short-axis.ts";
import { balancedCine, flowMagnitude, lateEnhancement, nativeT1, type Contrast } from "./tissue.ts";

export type SeriesFrame = { slice: number; phase: number; pixels: Uint16Array | Int16Array };

/** One series of the phantom as a scanner would send it; `frames` draws when it is called. */
export type PhantomSeries = {
  name: string;
  columns: number;
  pixelMm: number;
  sliceSpacingMm: number;
  /** Milliseconds between phases; null for images without time. */
  phaseMs: number | null;
  signed: boolean;
  /** In modality values. */
  window: { center: number; width: number };
  rescale?: { slope: number; intercept: number; unit: string };
  frames: () => SeriesFrame[];
};

const shortAxisSize = { columns: 192, pixelMm: 1.5 };
const transverseSize = { columns: 192, pixelMm: 1.75 };
const cineWindow = { center: 950, width: 1900 };
const heartBeatMs = 1000;

const midHeart: ShortAxisHeart = { cavityRadius: 25, wall: 9.5, shortening: 0.36, rightVentricle: 1, papillaryMuscles: true };

/** A normal stack from base to apex; `change` alters every slice. */
function stackOf(change: Partial<ShortAxisHeart>, levels: { radius: number; right: number; papillary: boolean }[]): ShortAxisHeart[] {
  return levels.map(({ radius, right, papillary }) => {
    const heart = { ...midHeart, ...change };
    return { ...heart, cavityRadius: heart.cavityRadius * radius, rightVentricle: right, papillaryMuscles: papillary };
  });
}

const threeLevels = [
  { radius: 1.06, right: 1.02, papillary: false },
  { radius: 1, right: 1, papillary: true },
  { radius: 0.72, right: 0.72, papillary: false },
];
const fiveLevels = [
  { radius: 1.08, right: 1.04, papillary: false },
  { radius: 1.05, right: 1.02, papillary: false },
  { radius: 1, right: 1, papillary: true },
  { radius: 0.88, right: 0.88, papillary: true },
  { radius: 0.68, right: 0.66, papillary: false },
];

type Cine = { name: string; seed: number; slices: ShortAxisHeart[]; phases: number; phaseMs: number; phaseAt: (share: number) => HeartPhase };

function shortAxisCine({ name, seed, slices, phases, phaseMs, phaseAt }: Cine): PhantomSeries {
  const frames = () =>
    slices.flatMap((heart, slice) => {
      const painter = shortAxisPainter(heart, balancedCine, seed, shortAxisSize);
      return Array.from({ length: phases }, (_, phase) => {
        const ideal = painter(phaseAt(phase / phases));
        return { slice, phase, pixels: acquireMagnitude(ideal, { seed, noise: 38, frame: slice * phases + phase }) };
      });
    });
  return { name, ...shortAxisSize, sliceSpacingMm: 14, phaseMs, signed: false, window: cineWindow, frames };
}

function lateEnhancementStack(name: string, seed: number, slices: ShortAxisHeart[]): PhantomSeries {
  const frames = () =>
    slices.map((heart, slice) => {
      const ideal = shortAxisPainter(heart, lateEnhancement, seed, shortAxisSize)({ contraction: 0.08 });
      return { slice, phase: 0, pixels: acquireMagnitude(ideal, { seed, noise: 42, frame: slice }) };
    });
  return { name, ...shortAxisSize, sliceSpacingMm: 10, phaseMs: null, signed: false, window: { center: 800, width: 1600 }, frames };
}

function t1Map(name: string, seed: number, heart: ShortAxisHeart, contrast: Contrast): PhantomSeries {
  const frames = () => {
    const ideal = shortAxisPainter(heart, contrast, seed, shortAxisSize)({ contraction: 0.08 });
    return [{ slice: 0, phase: 0, pixels: acquireMap(ideal, 2, { seed, noise: 0, frame: 0 }) }];
  };
  return { name, ...shortAxisSize, sliceSpacingMm: 8, phaseMs: null, signed: false, window: { center: 1000, width: 1600 }, rescale: { slope: 0.5, intercept: 0, unit: "ms" }, frames };
}

function fourChamberCine(name: string, seed: number, heart: FourChamberHeart): PhantomSeries {
  const phases = 25;
  const frames = () => {
    const painter = fourChamberPainter(heart, balancedCine, seed, transverseSize);
    return Array.from({ length: phases }, (_, phase) => {
      const share = phase / phases;
      const ideal = painter({ contraction: contraction(share), valveOpening: valveOpening(share) });
      return { slice: 0, phase, pixels: acquireMagnitude(ideal, { seed, noise: 38, frame: phase }) };
    });
  };
  return { name, ...transverseSize, sliceSpacingMm: 8, phaseMs: heartBeatMs / phases, signed: false, window: cineWindow, frames };
}

/** Peak systolic velocity and peak backward velocity in the ascending aorta, in cm/s. */
type AorticFlow = { name: string; seed: number; venc: number; peak: number; leak: number };

const flowPhases = 20;

function flowAt({ peak, leak }: AorticFlow, share: number): VesselFlow {
  const ejection = systolicEjection(share);
  return {
    ascending: peak * ejection - leak * diastolicLeak(share),
    pulmonary: 72 * systolicEjection(share - 0.02) + 3,
    descending: -0.55 * Math.min(peak, 130) * systolicEjection(share - 0.05) + 0.6 * leak * diastolicLeak(share) - 3,
    caval: -16 - 8 * Math.sin(2 * Math.PI * share),
  };
}

function aorticFlow(flow: AorticFlow): [magnitude: PhantomSeries, phase: PhantomSeries] {
  const { name, seed, venc } = flow;
  const noise = 45;
  const draw = (kind: "magnitude" | "phase") => () => {
    const painter = greatVesselsPainter({ dissectedDescending: false }, flowMagnitude, seed, transverseSize);
    return Array.from({ length: flowPhases }, (_, phase) => {
      const share = phase / flowPhases;
      const speeds = flowAt(flow, share);
      const pulse = smoothStep(0, 1, systolicEjection(share - 0.03));
      const ideal = painter.magnitude(speeds, pulse);
      const acquisition = { seed, noise, frame: phase };
      const pixels = kind === "magnitude" ? acquireMagnitude(ideal, acquisition) : acquirePhase(painter.velocity(speeds, pulse), ideal, venc, acquisition);
      return { slice: 0, phase, pixels };
    });
  };
  const shared = { ...transverseSize, sliceSpacingMm: 6, phaseMs: heartBeatMs / flowPhases };
  return [
    { name: `${name}-magnitude`, ...shared, signed: false, window: { center: 850, width: 1700 }, frames: draw("magnitude") },
    {
      name: `${name}-phase`, ...shared, signed: true, window: { center: 0, width: 2 * venc }, frames: draw("phase"),
      rescale: { slope: venc / 2048, intercept: 0, unit: "cm/s" },
    },
  ];
}

function dissectedAortaCine(name: string, seed: number): PhantomSeries {
  const frames = () => {
    const painter = greatVesselsPainter({ dissectedDescending: true }, balancedCine, seed, transverseSize);
    return Array.from({ length: flowPhases }, (_, phase) => {
      const pulse = systolicEjection(phase / flowPhases);
      const flow = { ascending: 60, pulmonary: 60, descending: 60, caval: 35 };
      return { slice: 0, phase, pixels: acquireMagnitude(painter.magnitude(flow, pulse), { seed, noise: 38, frame: phase }) };
    });
  };
  return { name, ...transverseSize, sliceSpacingMm: 8, phaseMs: heartBeatMs / flowPhases, signed: false, window: cineWindow, frames };
}

/** Real-time imaging over one breath: the heart beats five times, the septum shifts while the chest fills. */
function breathingPhase(share: number): HeartPhase {
  const septalShift = smoothStep(0.18, 0.32, share) * smoothStep(0.62, 0.46, share);
  return { contraction: 0.85 * contraction(share * 5), septalShift };
}

const beatingPhase = (share: number): HeartPhase => ({ contraction: contraction(share) });

/** Every series of the sample bank. */
export function phantomSeries(): PhantomSeries[] {
  return [
    shortAxisCine({
      name: "short-axis-cine", seed: 101, slices: [{ ...midHeart, liverLesion: { x: -62, y: 66, radius: 14 } }], phases: 25, phaseMs: 40, phaseAt: beatingPhase,
    }),
    shortAxisCine({
      name: "short-axis-stack", seed: 211, phases: 20, phaseMs: 50, phaseAt: beatingPhase,
      slices: stackOf({ akinetic: { from: 240, to: 300, wall: 4.8 }, cavityRadius: 27 }, threeLevels),
    }),
    shortAxisCine({ name: "short-axis-real-time", seed: 307, slices: [midHeart], phases: 60, phaseMs: 70, phaseAt: breathingPhase }),
    lateEnhancementStack("late-enhancement-stack", 401, stackOf({ scar: { from: 70, to: 176, inner: 0, outer: 0.62 } }, fiveLevels)),
    lateEnhancementStack(
      "late-enhancement-dilated", 409,
      stackOf({ cavityRadius: 32, wall: 8.5, scar: { from: 132, to: 230, inner: 0.36, outer: 0.68 } }, fiveLevels),
    ),
    t1Map("t1-map", 503, { ...midHeart, cavityRadius: 20, wall: 16.5 }, nativeT1),
    fourChamberCine("four-chamber-mass", 601, { atrialMass: true }),
    ...aorticFlow({ name: "aortic-flow", seed: 701, venc: 150, peak: 212, leak: 0 }),
    ...aorticFlow({ name: "aortic-flow-leak", seed: 709, venc: 200, peak: 150, leak: 29.4 }),
    dissectedAortaCine("aorta-transverse", 809),
  ];
}
