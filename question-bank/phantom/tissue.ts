export type Tissue =
  | "blood"
  | "myocardium"
  | "fat"
  | "muscle"
  | "liver"
  | "spleen"
  | "lung"
  | "air"
  | "marrow"
  | "cortex"
  | "vessel"
  | "fluid"
  | "scar"
  | "mass";

/** Signal of each tissue, in the scanner's arbitrary units, or T1 in milliseconds for a map. */
export type Contrast = Record<Tissue, number>;

/** Balanced steady-state free precession: follows T2/T1, so blood, fluid and fat are bright. */
export const balancedCine: Contrast = {
  blood: 1500, myocardium: 520, fat: 1180, muscle: 380, liver: 640, spleen: 560, lung: 50, air: 0,
  marrow: 620, cortex: 90, vessel: 900, fluid: 1850, scar: 560, mass: 860,
};

/** Inversion recovery with the inversion time that nulls normal myocardium, ten minutes after gadolinium. */
export const lateEnhancement: Contrast = {
  blood: 900, myocardium: 110, fat: 1050, muscle: 330, liver: 480, spleen: 520, lung: 35, air: 0,
  marrow: 520, cortex: 60, vessel: 520, fluid: 120, scar: 1550, mass: 700,
};

/** Spoiled gradient echo of a flow measurement: inflow makes moving blood bright, all else is dull. */
export const flowMagnitude: Contrast = {
  blood: 1500, myocardium: 520, fat: 560, muscle: 430, liver: 460, spleen: 420, lung: 40, air: 0,
  marrow: 330, cortex: 70, vessel: 620, fluid: 260, scar: 520, mass: 480,
};

/** Native T1 at 1.5 T in milliseconds; `myocardium` is raised as in amyloid infiltration. */
export const nativeT1: Contrast = {
  blood: 1620, myocardium: 1140, fat: 320, muscle: 900, liver: 590, spleen: 1060, lung: 0, air: 0,
  marrow: 480, cortex: 250, vessel: 1350, fluid: 1980, scar: 1250, mass: 1300,
};
