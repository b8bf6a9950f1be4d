import type { Extremes } from "./statistics.ts";
import type { VoiWindow } from "./study.ts";

/** Modality value = stored value x slope + intercept. */
export type Rescale = { slope: number; intercept: number };

/** Shows 8 bit colour unchanged. */
export const identityWindow: VoiWindow = { center: 127.5, width: 255, shape: "LINEAR_EXACT" };

const tiny = 1e-6;

/**
 * Display value 0 to 255, rounded, of a modality value: PS3.3 C.11.2.1.2.1 (LINEAR), C.11.2.1.3.1 (SIGMOID) and
 * C.11.2.1.3.2 (LINEAR_EXACT) with output range 0 to 255. LINEAR is defined for a width of at least 1; below, the exact
 * formula is taken. A width of 0 or less is a threshold at the centre.
 */
export function displayValue(value: number, window: VoiWindow): number {
  const { center, width } = window;
  switch (shapeOf(window)) {
    case "LINEAR":
      if (value <= center - 0.5 - (width - 1) / 2) return 0;
      if (value > center - 0.5 + (width - 1) / 2) return 255;
      return Math.round(((value - (center - 0.5)) / (width - 1) + 0.5) * 255);
    case "SIGMOID":
      return Math.round(255 / (1 + Math.exp((-4 * (value - center)) / Math.max(width, tiny))));
    case "LINEAR_EXACT":
      if (value <= center - width / 2) return 0;
      if (value > center + width / 2) return 255;
      return Math.round(((value - center) / width + 0.5) * 255);
  }
}

/**
 * The centre and width with which the plain formula ((v - c) / w + 0.5) * 255, clamped, shows what `displayValue` shows;
 * null for SIGMOID, which needs a table (`displayTable`).
 */
export function windowForRasteriser(window: VoiWindow): { center: number; width: number } | null {
  const { center, width } = window;
  switch (shapeOf(window)) {
    case "SIGMOID":
      return null;
    case "LINEAR":
      // At width 1 a value on the threshold is black; the centre moves up a hair, or the formula would give it mid grey.
      return width - 1 < tiny ? { center: center - 0.5 + tiny, width: tiny } : { center: center - 0.5, width: width - 1 };
    case "LINEAR_EXACT":
      return width < tiny ? { center: center + tiny, width: tiny } : { center, width };
  }
}

/** Display values of the stored values minimum, minimum + 1, ... maximum, through rescale, window and inversion. */
export function displayTable({ minimum, maximum }: Extremes, view: { window: VoiWindow; rescale: Rescale; inverted: boolean }): Uint8Array {
  const { window, rescale, inverted } = view;
  const table = new Uint8Array(maximum - minimum + 1);
  for (let i = 0; i < table.length; i++) {
    const shown = displayValue((minimum + i) * rescale.slope + rescale.intercept, window);
    table[i] = inverted ? 255 - shown : shown;
  }
  return table;
}

/** The window that shows the smallest stored value black and the largest white, by the definition of LINEAR. */
export function windowOfExtremes({ minimum, maximum }: Extremes, rescale: Rescale): VoiWindow {
  const a = minimum * rescale.slope + rescale.intercept;
  const b = maximum * rescale.slope + rescale.intercept;
  return { center: (a + b + 1) / 2, width: Math.abs(b - a) + 1, shape: "LINEAR" };
}

function shapeOf({ width, shape }: VoiWindow): VoiWindow["shape"] {
  return shape === "LINEAR" && width < 1 ? "LINEAR_EXACT" : shape;
}
