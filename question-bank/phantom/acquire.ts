import { normalPairs, seededRandom, smoothField } from "./random.ts";
import { blur, type Raster } from "./raster.ts";

export type Acquisition = {
  seed: number;
  /** Standard deviation of the noise in each of the two channels, in signal units. */
  noise: number;
  /** Frames of one series share the texture of the tissue; their noise differs. */
  frame: number;
};

/**
 * What the scanner makes of the ideal image: point spread, uneven tissue, sensitivity of a surface coil lying on the
 * front of the chest, and magnitude noise after Rice (sqrt((s + n1)^2 + n2^2); Gudbjartsson and Patz, Magn Reson Med 1995).
 * Returns stored values of 12 bits.
 */
export function acquireMagnitude(ideal: Raster, { seed, noise, frame }: Acquisition): Uint16Array {
  const soft = blur(ideal, 0.62);
  const fine = smoothField(seed + 11, 4.5);
  const coarse = smoothField(seed + 23, 28);
  const normal = normalPairs(seededRandom(seed * 7919 + frame * 104729 + 1));
  const { columns, rows, pixelMm } = soft;
  return Uint16Array.from(soft.data, (signal, at) => {
    const x = ((at % columns) + 0.5 - columns / 2) * pixelMm;
    const y = (Math.floor(at / columns) + 0.5 - rows / 2) * pixelMm;
    const uneven = 1 + 0.07 * fine(x, y) + 0.06 * coarse(x, y);
    const [real, imaginary] = normal();
    const measured = Math.hypot(signal * uneven * coilSensitivity(x, y) + real * noise, imaginary * noise);
    return Math.min(4095, Math.round(measured));
  });
}

/** Falls from about 1.35 at the chest wall in front to about 0.7 at the back. */
function coilSensitivity(x: number, y: number): number {
  const front = 0.95 / (1 + ((x - 20) ** 2 + (y + 135) ** 2) / 130 ** 2);
  const back = 0.4 / (1 + ((x + 10) ** 2 + (y - 150) ** 2) / 110 ** 2);
  return 0.5 + front + back * 0.8;
}

/** A map of T1 in milliseconds x `scale`; where there is no signal the fit finds nothing and writes small random values. */
export function acquireMap(ideal: Raster, scale: number, { seed, frame }: Acquisition): Uint16Array {
  const soft = blur(ideal, 0.55);
  const normal = normalPairs(seededRandom(seed * 6151 + frame + 5));
  const fine = smoothField(seed + 3, 5);
  return Uint16Array.from(soft.data, (t1, at) => {
    const x = at % soft.columns;
    const y = Math.floor(at / soft.columns);
    const [a, b] = normal();
    const value = t1 < 90 ? Math.abs(a * b) * 160 : t1 * (1 + 0.018 * fine(x, y)) + a * (12 + t1 * 0.014);
    return Math.max(0, Math.min(4095, Math.round(value * scale)));
  });
}

/**
 * Signed 12-bit phase of a velocity measurement: velocities outside +-venc wrap round (aliasing), pixels without
 * signal hold any phase at all.
 */
export function acquirePhase(velocity: Raster, magnitude: Raster, vencCmPerS: number, { seed, frame, noise }: Acquisition): Int16Array {
  const soft = blur(velocity, 0.5);
  const random = seededRandom(seed * 4969 + frame * 7907 + 3);
  const normal = normalPairs(random);
  const offset = smoothField(seed + 5, 90);
  return Int16Array.from(soft.data, (speed, at) => {
    const signal = magnitude.data[at] ?? 0;
    const x = at % soft.columns;
    const y = Math.floor(at / soft.columns);
    const spread = noise / Math.max(signal, noise * 0.2);
    const phase = signal < noise * 2 ? random() * 2 - 1 : speed / vencCmPerS + (normal()[0] * spread) / Math.PI + 0.006 * offset(x, y);
    const wrapped = phase - 2 * Math.round(phase / 2);
    return Math.max(-2048, Math.min(2047, Math.round(wrapped * 2048)));
  });
}
