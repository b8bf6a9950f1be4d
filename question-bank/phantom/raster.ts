import type { Shape } from "./shapes.ts";

/** An ideal image before the scanner: one signal value per square pixel, rows from the top. */
export type Raster = { columns: number; rows: number; pixelMm: number; data: Float32Array };

/** Part of the image that a shape can touch, in millimetres. */
export type Box = { left: number; top: number; right: number; bottom: number };

export function createRaster(columns: number, rows: number, pixelMm: number): Raster {
  return { columns, rows, pixelMm, data: new Float32Array(columns * rows) };
}

export function copyRaster(raster: Raster): Raster {
  return { ...raster, data: raster.data.slice() };
}

/**
 * Lays a tissue over what is there; a pixel that the outline cuts takes its share of both (partial volume).
 * `softnessMm` widens the edge, as obliquely cut tissue does.
 */
export function paint(raster: Raster, shape: Shape, value: number | ((x: number, y: number) => number), softnessMm = 0, box?: Box): void {
  const { columns, rows, pixelMm, data } = raster;
  const width = Math.max(pixelMm, softnessMm);
  const [firstColumn, lastColumn] = box ? range(box.left, box.right, columns, pixelMm) : [0, columns - 1];
  const [firstRow, lastRow] = box ? range(box.top, box.bottom, rows, pixelMm) : [0, rows - 1];
  for (let row = firstRow; row <= lastRow; row++) {
    const y = (row + 0.5 - rows / 2) * pixelMm;
    for (let column = firstColumn; column <= lastColumn; column++) {
      const x = (column + 0.5 - columns / 2) * pixelMm;
      const share = 0.5 - shape(x, y) / width;
      if (share <= 0) continue;
      const at = row * columns + column;
      const painted = typeof value === "number" ? value : value(x, y);
      data[at] = share >= 1 ? painted : (data[at] ?? 0) * (1 - share) + painted * share;
    }
  }
}

function range(from: number, to: number, count: number, pixelMm: number): [number, number] {
  const first = Math.floor(from / pixelMm + count / 2);
  const last = Math.ceil(to / pixelMm + count / 2);
  return [Math.max(0, first), Math.min(count - 1, last)];
}

/** Convolves with a Gaussian, the point spread of the acquisition; sigma in pixels. */
export function blur(raster: Raster, sigma: number): Raster {
  const reach = Math.ceil(sigma * 3);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const { columns, rows } = raster;
  const pass = (source: Float32Array, horizontal: boolean) => {
    const target = new Float32Array(source.length);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let total = 0;
        for (let k = -reach; k <= reach; k++) {
          const c = horizontal ? Math.min(columns - 1, Math.max(0, column + k)) : column;
          const r = horizontal ? row : Math.min(rows - 1, Math.max(0, row + k));
          total += (source[r * columns + c] ?? 0) * (weights[k + reach] ?? 0);
        }
        target[row * columns + column] = total / sum;
      }
    }
    return target;
  };
  return { ...raster, data: pass(pass(raster.data, true), false) };
}
