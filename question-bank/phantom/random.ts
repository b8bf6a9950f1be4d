/** Uniform numbers in [0, 1) from a 32-bit seed (Mulberry32): the same seed gives the same row of numbers everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Pairs of independent standard normal numbers (Box and Muller 1958). */
export function normalPairs(random: () => number): () => [number, number] {
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  };
}

/** A smooth field of mean 0 in about [-1, 1]: value noise on a grid of `scaleMm`, the same for the same seed. */
export function smoothField(seed: number, scaleMm: number): (x: number, y: number) => number {
  const side = 64;
  const random = seededRandom(seed);
  const grid = Float32Array.from({ length: side * side }, () => random() * 2 - 1);
  const at = (i: number, j: number) => grid[(j & (side - 1)) * side + (i & (side - 1))] ?? 0;
  const ease = (t: number) => t * t * (3 - 2 * t);
  return (x, y) => {
    const i = Math.floor(x / scaleMm);
    const j = Math.floor(y / scaleMm);
    const s = ease(x / scaleMm - i);
    const t = ease(y / scaleMm - j);
    const top = at(i, j) * (1 - s) + at(i + 1, j) * s;
    const bottom = at(i, j + 1) * (1 - s) + at(i + 1, j + 1) * s;
    return top * (1 - t) + bottom * t;
  };
}
