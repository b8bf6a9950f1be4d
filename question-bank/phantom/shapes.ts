/** Signed distance in millimetres (negative inside) at a point; x to the right, y down, origin in the middle of the image. */
export type Shape = (x: number, y: number) => number;

/** Radius in millimetres in a direction, in radians counter-clockwise from 3 o'clock as seen on the screen. */
export type PolarRadius = (angle: number) => number;

/** Ellipse by its first-order distance f / |grad f|, good to a fraction of a pixel near the edge. */
export function ellipse(cx: number, cy: number, a: number, b: number, tilt = 0): Shape {
  const cos = Math.cos(tilt);
  const sin = Math.sin(tilt);
  return (x, y) => {
    const u = (x - cx) * cos - (y - cy) * sin;
    const v = (x - cx) * sin + (y - cy) * cos;
    const value = Math.hypot(u / a, v / b);
    const slope = Math.hypot(u / (a * a), v / (b * b)) / Math.max(value, 1e-6);
    return value < 1e-6 ? -Math.min(a, b) : (value - 1) / slope;
  };
}

/** Star-shaped outline around a centre. */
export function polar(cx: number, cy: number, radius: PolarRadius): Shape {
  return (x, y) => Math.hypot(x - cx, y - cy) - radius(Math.atan2(cy - y, x - cx));
}

/** All points within `radius` of a line from one point to another. */
export function capsule(x1: number, y1: number, x2: number, y2: number, radius: number): Shape {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const squared = dx * dx + dy * dy || 1e-9;
  return (x, y) => {
    const t = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / squared));
    return Math.hypot(x - x1 - t * dx, y - y1 - t * dy) - radius;
  };
}

/** An outline f = 0 (f < 0 inside) in coordinates that are lengths; the distance is f / |grad f| by differences of 0.5 mm. */
export function implicit(f: Shape): Shape {
  return (x, y) => {
    const value = f(x, y);
    const slope = Math.hypot(f(x + 0.5, y) - value, f(x, y + 0.5) - value) / 0.5;
    return value / Math.max(slope, 1e-3);
  };
}

export function grow(shape: Shape, byMm: number): Shape {
  return (x, y) => shape(x, y) - byMm;
}

export function union(...shapes: Shape[]): Shape {
  return (x, y) => {
    let nearest = Infinity;
    for (const shape of shapes) nearest = Math.min(nearest, shape(x, y));
    return nearest;
  };
}

export function intersect(...shapes: Shape[]): Shape {
  return (x, y) => {
    let farthest = -Infinity;
    for (const shape of shapes) farthest = Math.max(farthest, shape(x, y));
    return farthest;
  };
}

export function subtract(from: Shape, taken: Shape): Shape {
  return (x, y) => Math.max(from(x, y), -taken(x, y));
}

/** 0 below `from`, 1 above `to`, smooth between; `from` may be the larger one. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
