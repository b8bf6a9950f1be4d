/** Stored values of a beating heart in the short axis, drawn by formula: nobody's images, made in the browser. */
export type HeartPlace = {
  size: number;
  /** 0..1 through the heart beat; systole is at 0.35. */
  beat: number;
  /** 0 base .. 1 apex. */
  depth: number;
  /** Late enhancement: nulled muscle, bright scar, still. */
  scar: boolean;
};

export function heartFrame({ size, beat, depth, scar }: HeartPlace): Uint16Array {
  const values = new Uint16Array(size * size);
  const random = noiseOf(Math.round(beat * 1000) + Math.round(depth * 77) + (scar ? 5 : 0));
  const squeeze = scar ? 0.1 : 0.5 - 0.5 * Math.cos(2 * Math.PI * (beat < 0.7 ? beat / 0.7 : 0));
  const scale = 1 - 0.55 * depth;
  const cavity = 0.125 * scale * (1 - 0.38 * squeeze);
  const wall = cavity + 0.052 * scale * (1 + 0.5 * squeeze) + 0.012;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = column / size - 0.5;
      const y = row / size - 0.5;
      const tissue = tissueAt(x, y, { cavity, wall, squeeze, scale, scar });
      const noise = Math.hypot(tissue + 38 * random(), 38 * random());
      values[row * size + column] = Math.min(4095, noise);
    }
  }
  return values;
}

type Heart = { cavity: number; wall: number; squeeze: number; scale: number; scar: boolean };

const BLOOD = 1500;

function tissueAt(x: number, y: number, { cavity, wall, squeeze, scale, scar }: Heart): number {
  const muscle = scar ? 90 : 420;
  const blood = scar ? 900 : BLOOD;
  const body = Math.hypot(x / 0.47, y / 0.36);
  if (body > 1.02) return 12;
  const left = { x: x - 0.06, y: y - 0.02 };
  const radius = Math.hypot(left.x, left.y * 1.04);
  const angle = Math.atan2(left.y, left.x);
  let value = lungOrTissue(x, y, body);
  const rightRadius = Math.hypot((x + 0.1 * scale - 0.02) / (1 - 0.2 * squeeze), (y - 0.03) / 1.12);
  value = mix(value, muscle, 1 - soft(rightRadius, 0.16 * scale, 0.004));
  value = mix(value, blood * 0.94, 1 - soft(rightRadius, 0.148 * scale, 0.006));
  value = mix(value, muscle, 1 - soft(radius, wall, 0.004));
  if (scar && angle > 0.4 && angle < 1.9) value = mix(value, 1900, (1 - soft(radius, cavity + (wall - cavity) * 0.6, 0.005)) * soft(radius, cavity, 0.004));
  value = mix(value, blood, 1 - soft(radius, cavity, 0.005));
  for (const turn of [0.9, 3.6]) {
    const papillary = Math.hypot(left.x - Math.cos(turn) * cavity * 0.66, left.y - Math.sin(turn) * cavity * 0.66);
    value = mix(value, muscle + 60, 1 - soft(papillary, cavity * 0.17, 0.006));
  }
  return value;
}

function lungOrTissue(x: number, y: number, body: number): number {
  const right = Math.hypot((x + 0.27) / 0.16, (y + 0.02) / 0.25);
  const left = Math.hypot((x - 0.31) / 0.11, (y + 0.04) / 0.23);
  const aorta = Math.hypot(x - 0.06, y - 0.27);
  const spine = Math.hypot(x / 0.055, (y - 0.3) / 0.045);
  let value = 300 + 60 * Math.sin(31 * x) * Math.cos(27 * y) + 160 * soft(body, 0.85, 0.03);
  value = mix(value, 60, 1 - soft(Math.min(right, left), 0.97, 0.05));
  value = mix(value, 640, 1 - soft(spine, 1, 0.08));
  value = mix(value, BLOOD * 0.9, 1 - soft(aorta, 0.03, 0.004));
  return mix(value, 980, soft(body, 0.9, 0.015) * (1 - soft(body, 1, 0.012)));
}

function soft(value: number, edge: number, width: number): number {
  const t = Math.min(1, Math.max(0, (value - edge) / (2 * width) + 0.5));
  return t * t * (3 - 2 * t);
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** A repeatable noise of about unit deviation. */
function noiseOf(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => (next() + next() + next() - 1.5) * 2;
}
