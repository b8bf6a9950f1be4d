import type { Shape } from "./shapes.ts";

/** An ideal image before the scanner: one signal value per square pixel, rows from the top. */
export type Raster = { columns: number; rows: number; pixelMm: number; data: Float32Array };

/** Part of the image, in millimetres or in pixels. */
export type Box = { left: number; top: number; right: number; bottom: number };

export function createRaster(columns: number, rows: number, pixelMm: number): Raster {
  return { columns, rows, pixelMm, data: new Float32Array(columns * rows) };
}

export function copyRaster(raster: Raster): Raster {
  return { ...raster, data: raster.data.slice() };
}

const blockSide = 8;

/**
 * Lays a tissue over what is there; a pixel that the outline cuts takes its share of both (partial volume).
 * `softnessMm` widens the edge, as obliquely cut tissue does. Blocks whose centre lies far outside are passed over:
 * "far" is three times their half diagonal, because the distances of shapes are only first-order exact.
 */
export function paint(raster: Raster, shape: Shape, value: number | ((x: number, y: number) => number), softnessMm = 0, box?: Box): void {
  const { columns, rows, pixelMm } = raster;
  const width = Math.max(pixelMm, softnessMm);
  const far = 3 * Math.SQRT1_2 * blockSide * pixelMm + width;
  const [firstColumn, lastColumn] = box ? range(box.left, box.right, columns, pixelMm) : [0, columns - 1];
  const [firstRow, lastRow] = box ? range(box.top, box.bottom, rows, pixelMm) : [0, rows - 1];
  for (let top = firstRow; top <= lastRow; top += blockSide) {
    for (let left = firstColumn; left <= lastColumn; left += blockSide) {
      const away = shape((left + blockSide / 2 - columns / 2) * pixelMm, (top + blockSide / 2 - rows / 2) * pixelMm);
      if (away > far) continue;
      const right = Math.min(lastColumn, left + blockSide - 1);
      const bottom = Math.min(lastRow, top + blockSide - 1);
      paintBlock(raster, { left, top, right, bottom }, away < -far ? null : shape, value, width);
    }
  }
}

/** Pixels of one block, borders included; without a shape the whole block is covered. */
function paintBlock({ columns, rows, pixelMm, data }: Raster, block: Box, shape: Shape | null, value: number | ((x: number, y: number) => number), width: number): void {
  for (let row = block.top; row <= block.bottom; row++) {
    const y = (row + 0.5 - rows / 2) * pixelMm;
    for (let column = block.left; column <= block.right; column++) {
      const x = (column + 0.5 - columns / 2) * pixelMm;
      const share = shape ? 0.5 - shape(x, y) / width : 1;
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
  const pass = (source: Float32Array, step: number, length: number, lines: number, lineStep: number) => {
    const target = new Float32Array(source.length);
    for (let line = 0; line < lines; line++) {
      for (let i = 0; i < length; i++) {
        let total = 0;
        for (let k = -reach; k <= reach; k++) {
          const at = Math.min(length - 1, Math.max(0, i + k));
          total += (source[line * lineStep + at * step] ?? 0) * (weights[k + reach] ?? 0);
        }
        target[line * lineStep + i * step] = total / sum;
      }
    }
    return target;
  };
  const across = pass(raster.data, 1, columns, rows, columns);
  return { ...raster, data: pass(across, columns, rows, columns, 1) };
}
