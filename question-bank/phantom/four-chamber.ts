import { copyRaster, createRaster, paint, type Box, type Raster } from "./raster.ts";
import { capsule, ellipse, grow, implicit, intersect, subtract, union, type Shape } from "./shapes.ts";
import type { Contrast } from "./tissue.ts";
import { paintTransverseTorso } from "./torso.ts";

/** What a four-chamber plane shows; `atrialMass` hangs on the atrial septum and falls towards the mitral valve in diastole. */
export type FourChamberHeart = { atrialMass: boolean };
export type FourChamberPhase = { contraction: number; valveOpening: number };

/** Heart coordinates: u from the mitral ring to the apex, v from the septum to the lateral wall, in millimetres. */
const origin = { x: 14, y: 6 };
const axis = (38 * Math.PI) / 180;
const cos = Math.cos(axis);
const sin = Math.sin(axis);
const heartBox: Box = { left: -92, top: -100, right: 118, bottom: 72 };

const inHeart =
  (shape: Shape): Shape =>
  (x, y) => {
    const dx = x - origin.x;
    const dy = y - origin.y;
    return shape(dx * cos - dy * sin, dx * sin + dy * cos);
  };

/** Half of a rounded cone: from the plane u = base to u = tip, `half` wide at the base; only the part beyond the base counts. */
const chamber = (base: number, tip: number, v: number, half: number): Shape =>
  intersect(
    implicit((u, w) => half * (Math.hypot(Math.max(0, (u - base) / (tip - base)) ** 1.25, (w - v) / half) - 1)),
    (u) => base - u,
  );

/** Makes the painter of the four-chamber view; the chest is drawn once, the heart for every phase. */
export function fourChamberPainter(heart: FourChamberHeart, signal: Contrast, seed: number, size: { columns: number; pixelMm: number }) {
  const chest = createRaster(size.columns, size.columns, size.pixelMm);
  const mediastinum = union(inHeart(ellipse(18, -14, 82, 58)), ellipse(-10, 34, 36, 30), ellipse(2, -66, 34, 16), ellipse(30, 56, 14, 14));
  paintTransverseTorso(chest, signal, seed, mediastinum);
  paint(chest, ellipse(29, 55, 12.4, 12), signal.muscle, 2);
  paint(chest, ellipse(29, 55, 11, 10.6), signal.blood * 0.92, 2);
  paint(chest, ellipse(2, 53, 7, 5.5), signal.muscle, 2.5);
  return (phase: FourChamberPhase): Raster => {
    const image = copyRaster(chest);
    paintHeart(image, heart, signal, phase);
    return image;
  };
}

function paintHeart(image: Raster, heart: FourChamberHeart, signal: Contrast, { contraction, valveOpening }: FourChamberPhase): void {
  const mitral = 13 * contraction;
  const tricuspid = 5 + 17 * contraction;
  const half = 25 * (1 - 0.33 * contraction);
  const wall = 9 * (1 + 0.34 * contraction);
  const leftCavity = chamber(mitral, 80 - 5 * contraction, 0, half);
  const left = chamber(mitral - 3, 87, 0, half + wall);
  const rightCavity = chamber(tricuspid, 69, -32, 33 * (1 - 0.2 * contraction));
  const leftAtrium = ellipse(-25 + mitral / 2, 3, 25 + mitral / 2, 25 + 2.5 * contraction);
  const rightAtrium = ellipse(-20 + tricuspid / 2, -52, 25 + tricuspid / 2, 25 + 2 * contraction);
  const atria = union(leftAtrium, rightAtrium);
  const put = (shape: Shape, value: number, softness = 2) => paint(image, inHeart(shape), value, softness, heartBox);

  const whole = union(left, grow(rightCavity, 3), grow(atria, 2.2));
  put((u, v) => whole(u, v) - 3.4 - 1.6 * Math.sin(u / 13 + v / 17), signal.cortex * 2.2);
  put((u, v) => whole(u, v) - 2 - 1.6 * Math.sin(u / 13 + v / 17), signal.fat * 0.85, 2.5);
  put(ellipse(mitral - 2, half + 11, 9, 7), signal.fat * 0.95, 4);
  put(ellipse(tricuspid - 3, -71, 10, 7.5), signal.fat * 0.95, 4);
  put(grow(atria, 2), signal.myocardium * 1.1);
  put(subtract(grow(rightCavity, 3), left), signal.myocardium, 2);
  put(left, signal.myocardium, 2);
  put(leftAtrium, signal.blood * 0.97, 2.2);
  put(rightAtrium, signal.blood * 0.94, 2.2);
  put(subtract(rightCavity, grow(left, 0.4)), signal.blood * 0.96, 2.4);
  put(capsule(48, -40 * (1 - 0.1 * contraction), 57, -33 * (1 - 0.1 * contraction), 2.1), signal.myocardium * 1.2, 3);
  put(leftCavity, signal.blood, 2.4);
  put(ellipse(42, half * 0.8, 13, 3.6, 0.08), signal.myocardium * 1.1, 2.5);
  put(capsule(-44, -8, -66, -20, 5), signal.blood * 0.84, 3);
  put(capsule(-24, -25.5, 0.4 * mitral - 2, -27, 2.3), signal.myocardium * 1.1, 2);
  put(capsule(-21, -25.5, -9, -26, 1.1), signal.blood * 0.6, 3);
  paintLeaflets(put, signal, mitral, half, valveOpening);
  paintTricuspidLeaflets(put, signal, tricuspid, valveOpening);
  if (heart.atrialMass) paintMass(put, signal, mitral, valveOpening);
}

type Put = (shape: Shape, value: number, softness?: number) => void;

function paintLeaflets(put: Put, signal: Contrast, ring: number, half: number, opening: number): void {
  const reach = 7 + 15 * opening;
  const gap = 1 + 14 * opening;
  put(capsule(ring, -half + 1, ring + reach, -gap, 0.9), signal.myocardium * 0.9, 2);
  put(capsule(ring, half - 1, ring + reach * 0.8, gap * 0.9, 0.9), signal.myocardium * 0.9, 2);
}

function paintTricuspidLeaflets(put: Put, signal: Contrast, ring: number, opening: number): void {
  const reach = 5 + 13 * opening;
  put(capsule(ring, -62, ring + reach, -49 - 9 * opening, 0.8), signal.myocardium, 2);
  put(capsule(ring, -36, ring + reach * 0.8, -48 + 8 * opening, 0.8), signal.myocardium, 2);
}

/** A lobed mass on a short stalk at the fossa ovalis. */
function paintMass(put: Put, signal: Contrast, ring: number, opening: number): void {
  const u = -17 + 0.4 * ring + (16 + 0.4 * ring) * opening;
  const v = -7 + 4 * opening;
  put(capsule(-16, -24, u - 4, v - 6, 2.2), signal.mass, 2);
  put(union(ellipse(u, v, 14.5, 11), ellipse(u + 6, v + 5, 9, 8), ellipse(u - 5, v + 6, 8, 7)), signal.mass, 2);
  put(ellipse(u + 3, v - 1, 5, 3.4, 0.4), signal.mass * 0.75, 3);
  put(ellipse(u - 4, v + 3, 3.4, 2.6), signal.mass * 1.2, 3);
}
