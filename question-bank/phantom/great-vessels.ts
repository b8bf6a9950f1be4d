import { copyRaster, createRaster, paint, type Raster } from "./raster.ts";
import { capsule, ellipse, grow, intersect, subtract, union, type Shape } from "./shapes.ts";
import type { Contrast } from "./tissue.ts";
import { paintTransverseTorso } from "./torso.ts";

/** Velocity through the plane in cm/s at one phase, positive towards the head; null where only anatomy is drawn. */
export type VesselFlow = { ascending: number; pulmonary: number; descending: number; caval: number };

const ascending = { x: -16, y: -18, radius: 17 };
const descending = { x: 27, y: 50, radius: 12.5 };

type Vessels = { ascending: Shape; pulmonary: Shape; descending: Shape; caval: Shape };

/** The lumens at the level of the pulmonary bifurcation; `pulse` widens the arteries a little in systole. */
function lumens(pulse: number, dilatedDescending: boolean): Vessels {
  const grown = 1 + 0.05 * pulse;
  return {
    ascending: ellipse(ascending.x, ascending.y, ascending.radius * grown, ascending.radius * 0.97 * grown),
    pulmonary: union(
      ellipse(17, -30, 15 * grown, 13.5 * grown, 0.35),
      capsule(20, -20, 34, 6, 10 * grown),
      capsule(14, 4, -34, 12, 7.5 * grown),
      capsule(26, -4, 10, 4, 9),
    ),
    descending: ellipse(descending.x, descending.y, (dilatedDescending ? 20 : descending.radius) * grown, (dilatedDescending ? 18.5 : descending.radius * 0.97) * grown),
    caval: ellipse(-41, -10, 9, 8),
  };
}

export type GreatVesselsAnatomy = { dissectedDescending: boolean };

/** Makes the painter of a transverse slice at the pulmonary bifurcation: magnitude and, on the same anatomy, velocity. */
export function greatVesselsPainter(anatomy: GreatVesselsAnatomy, signal: Contrast, seed: number, size: { columns: number; pixelMm: number }) {
  const chest = createRaster(size.columns, size.columns, size.pixelMm);
  const mediastinum = union(ellipse(-6, -20, 62, 42), ellipse(0, 22, 46, 34), ellipse(0, -66, 30, 22), ellipse(descending.x, descending.y, 22, 21));
  paintTransverseTorso(chest, signal, seed, mediastinum);
  paint(chest, intersect(ellipse(0, -88, 20, 7)), signal.cortex, 2);
  paint(chest, ellipse(0, -88, 17, 4.6), signal.marrow, 2);
  for (const x of [-19, 17]) {
    paint(chest, ellipse(x, 30, 9.4, 7.6, 0.2), signal.muscle, 2);
    paint(chest, ellipse(x, 30, 7.6, 6), signal.lung, 2);
  }
  paint(chest, ellipse(3, 46, 6.5, 5), signal.muscle, 2.5);

  const magnitude = (flow: VesselFlow, pulse: number): Raster => {
    const image = copyRaster(chest);
    const vessels = lumens(pulse, anatomy.dissectedDescending);
    const inflow = (speed: number) => signal.blood * (0.62 + 0.38 * Math.min(1, Math.abs(speed) / 60));
    const { ascending, pulmonary, descending, caval } = vessels;
    paint(image, grow(union(ascending, descending), 1.8), signal.muscle * 0.8, 2);
    paint(image, grow(pulmonary, 1.4), signal.muscle * 0.8, 2);
    paint(image, pulmonary, inflow(flow.pulmonary), 2.2);
    paint(image, grow(ascending, 1.6), signal.muscle * 0.8, 2);
    paint(image, ascending, inflow(flow.ascending), 2);
    paint(image, caval, inflow(flow.caval), 2.2);
    paint(image, descending, inflow(flow.descending), 2);
    if (anatomy.dissectedDescending) paintDissection(image, signal, descending, pulse);
    return image;
  };

  const velocity = (flow: VesselFlow, pulse: number): Raster => {
    const image = createRaster(size.columns, size.columns, size.pixelMm);
    const { ascending: aorta, pulmonary, descending: lower, caval } = lumens(pulse, anatomy.dissectedDescending);
    paint(image, pulmonary, flow.pulmonary, 3);
    paint(image, aorta, profile(ascending, flow.ascending), 1.5);
    paint(image, caval, flow.caval, 3);
    paint(image, lower, profile(descending, flow.descending), 1.5);
    return image;
  };
  return { magnitude, velocity };
}

/** Blunt profile of a great artery, v = peak x (1 - (r/R)^6) above a slow rim. */
function profile(vessel: { x: number; y: number; radius: number }, peak: number): (x: number, y: number) => number {
  return (x, y) => {
    const share = Math.hypot(x - vessel.x, y - vessel.y) / (vessel.radius * 1.06);
    return peak * (0.12 + 0.88 * Math.max(0, 1 - share ** 6)) * (1 + (0.06 * (x - vessel.x)) / vessel.radius);
  };
}

/** A flap that moves towards the slower false lumen in systole. */
function paintDissection(image: Raster, signal: Contrast, lumen: Shape, pulse: number): void {
  const side: Shape = (x, y) => x - (descending.x + 3.5 + 2.2 * pulse) - 0.022 * (y - descending.y) ** 2 + 2;
  paint(image, intersect(lumen, (x, y) => -side(x, y)), signal.blood * 0.72, 2);
  const flap = subtract(intersect(lumen, (x, y) => side(x, y) - 0.9), (x, y) => side(x, y) + 0.9);
  paint(image, flap, signal.cortex * 1.5, 1);
}
