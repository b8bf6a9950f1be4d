import { seededRandom, smoothField } from "./random.ts";
import { paint, type Raster } from "./raster.ts";
import { capsule, ellipse, grow, intersect, subtract, union, type Shape } from "./shapes.ts";
import type { Contrast } from "./tissue.ts";

type Wall = { outline: Shape; cx: number; cy: number; a: number; b: number; fatMm: number; ribs: number[] };

/** Skin, fat, muscle and ribs, and the cavity inside filled with lung. Returns the outline of the cavity. */
function paintChestWall(raster: Raster, signal: Contrast, seed: number, { outline, cx, cy, a, b, fatMm, ribs }: Wall): Shape {
  const wavy = smoothField(seed + 41, 34);
  const fatEdge: Shape = (x, y) => outline(x, y) + fatMm + 2.6 * wavy(x, y);
  const cavity: Shape = (x, y) => outline(x, y) + fatMm + 14 + 1.4 * wavy(x + 60, y);
  paint(raster, outline, signal.muscle);
  paint(raster, grow(outline, -1.6), signal.fat);
  paint(raster, fatEdge, signal.muscle, 2.5);
  for (const angle of ribs) {
    const depth = fatMm + 8;
    const x = cx + (a - depth) * Math.cos(angle);
    const y = cy - (b - depth) * Math.sin(angle);
    const along = Math.atan2((b - depth) * Math.cos(angle), (a - depth) * Math.sin(angle));
    paint(raster, ellipse(x, y, 10.5, 4.2, along), signal.cortex, 2);
    paint(raster, ellipse(x, y, 8.3, 2.5, along), signal.marrow, 2);
    paint(raster, ellipse(x + 8 * Math.cos(angle + 1.9), y - 8 * Math.sin(angle + 1.9), 6, 1.4, along), signal.fat, 2.5);
  }
  paint(raster, cavity, signal.lung, 2.4);
  return cavity;
}

/** Branching vessels in a lung field, brighter and wider near the hilum. */
function paintLungVessels(raster: Raster, signal: Contrast, seed: number, field: Shape, hilum: { x: number; y: number }, toward: number): void {
  const random = seededRandom(seed + 77);
  for (let branch = 0; branch < 6; branch++) {
    let x = hilum.x + (random() - 0.5) * 16;
    let y = hilum.y + (random() - 0.5) * 34;
    let direction = toward + (random() - 0.5) * 2.3;
    let radius = 2.5 + random() * 1.4;
    for (let step = 0; step < 5; step++) {
      const length = 9 + random() * 9;
      const nextX = x + length * Math.cos(direction);
      const nextY = y - length * Math.sin(direction);
      const pipe = capsule(x, y, nextX, nextY, radius);
      paint(raster, intersect(pipe, grow(field, -2)), signal.lung + (signal.vessel - signal.lung) * (0.1 + 0.11 * radius), 3);
      x = nextX;
      y = nextY;
      direction += (random() - 0.5) * 0.9;
      radius *= 0.74;
    }
  }
}

export type Lesion = { x: number; y: number; radius: number };

/** The chest as a short-axis plane cuts it: left lung at the right, liver below left, spleen and stomach below right. */
export function paintShortAxisTorso(raster: Raster, signal: Contrast, seed: number, liverLesion?: Lesion): void {
  const outline: Shape = (x, y) => ellipse(0, 6, 146, 116, -0.1)(x, y) + 2.2 * Math.sin(x / 31) * Math.cos(y / 43);
  const cavity = paintChestWall(raster, signal, seed, {
    outline, cx: 0, cy: 6, a: 146, b: 116, fatMm: 12, ribs: [0.15, 0.62, 1.02, 1.42, 1.86, 2.3, 2.75, 3.3, 5.55, 6.02],
  });
  paintLungVessels(raster, signal, seed, cavity, { x: 62, y: 22 }, -0.1);
  paintLungVessels(raster, signal, seed + 9, cavity, { x: -62, y: -8 }, 2.7);
  const dome = intersect(cavity, ellipse(-44, 100, 122, 76, 0.16));
  paint(raster, intersect(cavity, ellipse(-30, -60, 44, 19, -0.42)), signal.fat * 0.8, 7);
  paint(raster, grow(dome, -1), signal.liver, 2.5);
  const random = seededRandom(seed + 5);
  for (let vein = 0; vein < 11; vein++) {
    const x = -118 + random() * 118;
    const y = 42 + random() * 60;
    const turn = random() * Math.PI;
    const length = 5 + random() * 16;
    const pipe = capsule(x, y, x + length * Math.cos(turn), y + length * Math.sin(turn), 1.2 + random() * 2.2);
    paint(raster, intersect(pipe, grow(dome, -4)), signal.liver * 0.3 + signal.vessel * 0.7, 2.8);
  }
  const stomach = intersect(grow(cavity, -2), ellipse(66, 96, 44, 26, 0.2));
  paint(raster, stomach, signal.muscle, 2);
  paint(raster, grow(stomach, -3), signal.spleen * 0.7, 4);
  paint(raster, intersect(grow(stomach, -4), ellipse(60, 86, 30, 13, 0.1)), signal.air + 15, 3);
  paint(raster, intersect(grow(cavity, -2), ellipse(112, 66, 22, 34, 0.5)), signal.spleen, 3);
  if (liverLesion) paint(raster, ellipse(liverLesion.x, liverLesion.y, liverLesion.radius, liverLesion.radius * 0.94), signal.fluid, 1.5);
}

/** The chest as a transverse plane cuts it; both lungs, spine and descending aorta. `descending` is the lumen's signal. */
export function paintTransverseTorso(raster: Raster, signal: Contrast, seed: number, mediastinum: Shape): void {
  const outline: Shape = (x, y) => ellipse(0, 10, 166, 113)(x, y) + 3.5 * Math.exp(-(x * x) / 900) * (y > 0 ? 1.6 : 1);
  const cavity = paintChestWall(raster, signal, seed, {
    outline, cx: 0, cy: 10, a: 166, b: 113, fatMm: 13, ribs: [0.1, 0.55, 0.95, 1.25, 1.9, 2.2, 2.6, 3.05, 3.55, 4.0, 5.4, 5.85],
  });
  const spine = ellipse(0, 78, 25, 19);
  const middle = union(mediastinum, grow(spine, 9), ellipse(0, 60, 16, 30));
  const lungs = subtract(cavity, middle);
  paintLungVessels(raster, signal, seed, lungs, { x: 46, y: 18 }, -0.25);
  paintLungVessels(raster, signal, seed + 3, lungs, { x: -48, y: 16 }, 3.3);
  paint(raster, intersect(cavity, middle), signal.fat * 0.8, 3);
  paint(raster, intersect(grow(outline, -13), ellipse(0, 94, 66, 26)), signal.muscle, 4);
  paint(raster, ellipse(-38, 92, 17, 12, 0.25), signal.muscle * 1.1, 3);
  paint(raster, ellipse(38, 92, 17, 12, -0.25), signal.muscle * 1.1, 3);
  paint(raster, spine, signal.cortex, 2);
  paint(raster, grow(spine, -2.6), signal.marrow, 2);
  paint(raster, ellipse(0, 101, 8.5, 7), signal.fluid * 0.8, 2);
  paint(raster, ellipse(0, 101, 4.6, 4), signal.muscle * 1.2, 2);
  paint(raster, capsule(0, 111, 0, 119, 3), signal.marrow, 3);
}
