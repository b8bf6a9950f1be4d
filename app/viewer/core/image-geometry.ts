import type { Point } from "./act.ts";

/** What the geometry needs of a study. */
export type ImageShape = { rows: number; columns: number; pixelSpacing: { row: number; column: number } | null };
/** CSS pixels of the area in which the image is drawn. */
export type Area = { width: number; height: number };
/** `zoom` 1 fits the image into its panel. `pan` is in image pixels (columns, rows), so that it survives a new size. */
export type View = { zoom: number; pan: Point };

export const SMALLEST_ZOOM = 0.25;
export const LARGEST_ZOOM = 16;

/** How much wider and taller than one unit a pixel is drawn; the smaller side of a pixel is the unit. */
export function pixelAspect(shape: ImageShape): Point {
  const { row, column } = shape.pixelSpacing ?? { row: 1, column: 1 };
  return { x: Math.max(1, column / row), y: Math.max(1, row / column) };
}

/** Screen pixels per unit at which the whole image just fits. */
export function fitScale(shape: ImageShape, area: Area): number {
  const aspect = pixelAspect(shape);
  return Math.min(area.width / (shape.columns * aspect.x), area.height / (shape.rows * aspect.y));
}

/** Zooms by `factor`; the image point under `at` (from the middle of the area) stays under it. */
export function zoomed(view: View, factor: number, at: Point, shape: ImageShape, area: Area): View {
  const zoom = clamp(view.zoom * factor, SMALLEST_ZOOM, LARGEST_ZOOM);
  const aspect = pixelAspect(shape);
  const before = fitScale(shape, area) * view.zoom;
  const after = fitScale(shape, area) * zoom;
  const shift = after > 0 && before > 0 ? 1 / after - 1 / before : 0;
  return keptInSight({ zoom, pan: { x: view.pan.x + (at.x * shift) / aspect.x, y: view.pan.y + (at.y * shift) / aspect.y } }, shape);
}

/** Moves the image by CSS pixels. */
export function panned(view: View, by: Point, shape: ImageShape, area: Area): View {
  const aspect = pixelAspect(shape);
  const scale = fitScale(shape, area) * view.zoom;
  if (!(scale > 0)) return view;
  return keptInSight({ zoom: view.zoom, pan: { x: view.pan.x + by.x / (scale * aspect.x), y: view.pan.y + by.y / (scale * aspect.y) } }, shape);
}

/**
 * The same pan, moved by less than a screen pixel so that the image begins on a whole one: without this an odd
 * difference of sizes puts every pixel between two of the screen and blurs the image.
 */
export function snappedPan(view: View, scale: number, shape: ImageShape, area: Area): Point {
  const aspect = pixelAspect(shape);
  const snap = (size: number, count: number, pan: number, unit: number) => {
    const start = size / 2 + (pan - count / 2) * unit;
    return pan + (Math.round(start) - start) / unit;
  };
  return { x: snap(area.width, shape.columns, view.pan.x, scale * aspect.x), y: snap(area.height, shape.rows, view.pan.y, scale * aspect.y) };
}

/** A view as somebody else has set it, within what a person can reach. */
export function viewAt({ zoom, pan }: View, shape: Pick<ImageShape, "rows" | "columns">): View {
  return keptInSight({ zoom: clamp(zoom, SMALLEST_ZOOM, LARGEST_ZOOM), pan }, shape);
}

/** The middle of the panel never leaves the image: it cannot get lost. */
function keptInSight(view: View, shape: Pick<ImageShape, "rows" | "columns">): View {
  const half = { x: shape.columns / 2, y: shape.rows / 2 };
  return { zoom: view.zoom, pan: { x: clamp(view.pan.x, -half.x, half.x), y: clamp(view.pan.y, -half.y, half.y) } };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
