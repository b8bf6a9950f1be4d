import { smoothStep } from "./shapes.ts";

/** How far the left ventricle has contracted at a share of the R-R interval: 0 end-diastole, 1 end-systole (0.36). */
export function contraction(share: number): number {
  const t = share - Math.floor(share);
  const systole = smoothStep(0.02, 0.36, t);
  const earlyFilling = 0.74 * smoothStep(0.42, 0.62, t);
  const atrialKick = 0.26 * smoothStep(0.84, 0.97, t);
  return systole - earlyFilling - atrialKick;
}

/** How far the mitral and tricuspid leaflets are open: 0 in systole, 1 at the two peaks of filling. */
export function valveOpening(share: number): number {
  const t = share - Math.floor(share);
  const early = smoothStep(0.42, 0.5, t) * (1 - 0.65 * smoothStep(0.58, 0.7, t));
  const late = 0.5 * smoothStep(0.8, 0.88, t);
  return Math.min(1, (early + late) * smoothStep(1, 0.97, t));
}

/** Forward velocity curve of a great artery, peak 1: half a sine from 4 to 38 % of the R-R interval. */
export function systolicEjection(share: number): number {
  const t = share - Math.floor(share);
  return t < 0.04 || t > 0.38 ? 0 : Math.sin((Math.PI * (t - 0.04)) / 0.34);
}

/** Backward flow through a leaking aortic valve, peak 1, from valve closure to the next systole. */
export function diastolicLeak(share: number): number {
  const t = share - Math.floor(share);
  return smoothStep(0.4, 0.46, t) * (1 - 0.45 * smoothStep(0.5, 0.98, t)) * smoothStep(1, 0.98, t);
}
