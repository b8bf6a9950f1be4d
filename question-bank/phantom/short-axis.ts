import { copyRaster, createRaster, paint, type Box, type Raster } from "./raster.ts";
import { capsule, ellipse, grow, polar, smoothStep, union, type PolarRadius, type Shape } from "./shapes.ts";
import type { Contrast } from "./tissue.ts";
import { paintShortAxisTorso, type Lesion } from "./torso.ts";

/** Degrees counter-clockwise from 3 o'clock; the septum is at 180, the inferior wall at 270 (AHA 17-segment model). */
export type Sector = { from: number; to: number };

export type ShortAxisHeart = {
  /** Millimetres at end-diastole. */
  cavityRadius: number;
  wall: number;
  /** Share by which the cavity's radius shrinks from end-diastole to end-systole. */
  shortening: number;
  /** 1 at mid level; the right ventricle is smaller towards the apex and absent at 0. */
  rightVentricle: number;
  papillaryMuscles: boolean;
  /** Wall that neither thickens nor moves and is thinned to `wall` millimetres. */
  akinetic?: Sector & { wall: number };
  /** Enhancement between two shares of the wall, 0 endocardium, 1 epicardium. */
  scar?: Sector & { inner: number; outer: number };
  liverLesion?: Lesion;
};

export type HeartPhase = {
  /** 0 end-diastole, 1 end-systole. */
  contraction: number;
  /** 0 round, 1 the septum flat and pushed into the left ventricle. */
  septalShift?: number;
};

const centre = { x: 16, y: -14 };
const heartBox: Box = { left: -84, top: -86, right: 84, bottom: 58 };

/** Makes the painter of one slice; the chest is drawn once, the heart for every phase. */
export function shortAxisPainter(heart: ShortAxisHeart, signal: Contrast, seed: number, size: { columns: number; pixelMm: number }) {
  const chest = createRaster(size.columns, size.columns, size.pixelMm);
  paintShortAxisTorso(chest, signal, seed, heart.liverLesion);
  return (phase: HeartPhase): Raster => {
    const image = copyRaster(chest);
    paintHeart(image, heart, signal, phase);
    return image;
  };
}

function paintHeart(image: Raster, heart: ShortAxisHeart, signal: Contrast, phase: HeartPhase): void {
  const { endocardium, epicardium } = wallRadii(heart, phase);
  const outer = polar(centre.x, centre.y, epicardium);
  const cavity = polar(centre.x, centre.y, endocardium);
  const right = rightVentricle(heart, phase);
  const whole = union(outer, grow(right, 3));
  const fatMm = (x: number, y: number) => 3.2 + 2.4 * Math.sin(1.3 * Math.atan2(centre.y - y, x - centre.x) + 0.9) + 0.8 * Math.sin(x / 7);
  paint(image, (x, y) => whole(x, y) - fatMm(x, y) - 1.3, signal.cortex * 2, 2, heartBox);
  paint(image, (x, y) => whole(x, y) - Math.max(0, fatMm(x, y)), signal.fat * 0.86, 2.5, heartBox);
  const reach = (heart.cavityRadius + heart.wall) / 34.5;
  const anteriorGroove = ellipse(centre.x - 20 * reach, centre.y - 37 * reach, 13 * reach, 6 * reach, 0.5);
  const inferiorGroove = ellipse(centre.x - 20 * reach, centre.y + 38 * reach, 13 * reach, 5 * reach, -0.5);
  paint(image, union(anteriorGroove, inferiorGroove), signal.fat, 4, heartBox);
  paint(image, grow(right, 2.6), signal.myocardium, 2, heartBox);
  paint(image, right, signal.blood * 0.95, 2.6, heartBox);
  paintTrabeculae(image, heart, signal, phase);
  paint(image, outer, signal.myocardium, 1.8, heartBox);
  if (heart.scar) paint(image, scarBand(heart.scar, endocardium, epicardium), signal.scar, 2, heartBox);
  paint(image, cavity, signal.blood, 2.2, heartBox);
  if (heart.papillaryMuscles) paintPapillaryMuscles(image, signal, endocardium, phase);
}

/** Wall area is kept and grows by 15 % at end-systole, since the slice also shortens along the long axis. */
function wallRadii(heart: ShortAxisHeart, { contraction, septalShift = 0 }: HeartPhase): { endocardium: PolarRadius; epicardium: PolarRadius } {
  const { cavityRadius, wall, shortening, akinetic } = heart;
  const still = (angle: number) => (akinetic ? inSector(akinetic, angle, 11) : 0);
  const oval = (angle: number) => 1 + 0.035 * Math.cos(2 * angle + 0.5) + 0.012 * Math.sin(5 * angle);
  const flatten = (angle: number, radius: number) => {
    const facing = -Math.cos(angle);
    if (septalShift <= 0 || facing <= 0.05) return radius;
    const flat = (radius * (1 - 0.52 * septalShift)) / facing;
    return -2 * Math.log(Math.exp(-radius / 2) + Math.exp(-flat / 2));
  };
  const trabeculae = (angle: number) => 0.5 * Math.sin(9 * angle + 1) + 0.35 * Math.sin(14 * angle);
  const plain = (angle: number) => {
    const moved = contraction * (1 - still(angle));
    return cavityRadius * oval(angle) * (1 - shortening * moved);
  };
  const endocardium = (angle: number) => flatten(angle, plain(angle)) + trabeculae(angle);
  const epicardium = (angle: number) => {
    const moved = contraction * (1 - still(angle));
    const thickness = wall + ((akinetic?.wall ?? wall) - wall) * still(angle);
    const resting = cavityRadius * oval(angle);
    const area = ((resting + thickness) ** 2 - resting ** 2) * (1 + 0.15 * moved);
    const inner = plain(angle);
    const outer = Math.sqrt(inner ** 2 + area);
    return flatten(angle, inner) + (outer - inner);
  };
  return { endocardium, epicardium };
}

function rightVentricleFrame({ rightVentricle: scale, cavityRadius, wall }: ShortAxisHeart, { contraction }: HeartPhase) {
  const reach = cavityRadius + wall;
  const a = reach * 0.96 * scale * (1 - 0.17 * contraction);
  const b = reach * 1.02 * scale * (1 - 0.11 * contraction);
  const x = centre.x - reach * (0.84 - 0.04 * contraction) * (0.7 + 0.3 * scale);
  const radius: PolarRadius = (angle) => (1 + 0.075 * Math.cos(3 * angle - 2.85)) / Math.hypot(Math.cos(angle) / a, Math.sin(angle) / b);
  return { x, y: centre.y + 4, radius };
}

/** The outline of the right ventricular cavity before the left ventricle is laid over it: a rounded triangle. */
function rightVentricle(heart: ShortAxisHeart, phase: HeartPhase): Shape {
  const { x, y, radius } = rightVentricleFrame(heart, phase);
  return polar(x, y, radius);
}

function paintTrabeculae(image: Raster, heart: ShortAxisHeart, signal: Contrast, phase: HeartPhase): void {
  const { x, y, radius } = rightVentricleFrame(heart, phase);
  for (const [degrees, from, width] of [[131, 0.84, 1.5], [176, 0.8, 1.1], [207, 0.68, 1.3], [243, 0.83, 1.4]] as const) {
    const angle = (degrees * Math.PI) / 180;
    const outside = radius(angle) + 1;
    const strand = capsule(x + outside * Math.cos(angle), y - outside * Math.sin(angle), x + outside * from * Math.cos(angle + 0.12), y - outside * from * Math.sin(angle + 0.12), width * heart.rightVentricle);
    paint(image, strand, signal.myocardium * 0.55 + signal.blood * 0.45, 3.5, heartBox);
  }
}

function scarBand(scar: NonNullable<ShortAxisHeart["scar"]>, endocardium: PolarRadius, epicardium: PolarRadius): Shape {
  return (x, y) => {
    const angle = Math.atan2(centre.y - y, x - centre.x);
    const depth = inSector(scar, angle, 9);
    if (depth < 0.04) return 10;
    const inside = endocardium(angle);
    const thickness = epicardium(angle) - inside;
    const ragged = 1 + 0.1 * Math.sin(angle * 23) + 0.07 * Math.sin(angle * 37);
    const middle = (scar.inner + scar.outer) / 2;
    const from = scar.inner === 0 ? -0.2 : middle - (middle - scar.inner) * depth * ragged;
    const to = scar.inner === 0 ? scar.outer * depth * ragged : middle + (scar.outer - middle) * depth * ragged;
    const radius = Math.hypot(x - centre.x, y - centre.y);
    return Math.max(inside + from * thickness - radius, radius - inside - to * thickness);
  };
}

function paintPapillaryMuscles(image: Raster, signal: Contrast, endocardium: PolarRadius, { contraction }: HeartPhase): void {
  for (const [degrees, long, wide] of [[32, 6.2, 4.4], [231, 6.6, 4.8]] as const) {
    const angle = (degrees * Math.PI) / 180;
    const radius = endocardium(angle) * (0.72 - 0.02 * contraction);
    const size = 1 + 0.06 * contraction;
    const shape = ellipse(centre.x + radius * Math.cos(angle), centre.y - radius * Math.sin(angle), long * size, wide * size, angle);
    paint(image, shape, signal.myocardium * 1.05, 2, heartBox);
  }
}

/** 1 inside the sector, falling smoothly to 0 over `edge` degrees on each side of its borders. */
function inSector({ from, to }: Sector, angle: number, edge: number): number {
  const middle = (from + to) / 2;
  const half = (to - from) / 2;
  const degrees = (angle * 180) / Math.PI;
  const away = Math.abs(((((degrees - middle) % 360) + 540) % 360) - 180);
  return smoothStep(half + edge / 2, half - edge / 2, away);
}
