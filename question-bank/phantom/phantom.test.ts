import { describe, expect, test } from "vitest";
import { acquireMagnitude, acquirePhase } from "./acquire.ts";
import { contraction, systolicEjection } from "./cycle.ts";
import { createRaster, paint } from "./raster.ts";
import { phantomSeries, type PhantomSeries, type SeriesFrame } from "./series.ts";
import { ellipse } from "./shapes.ts";

function series(name: string): PhantomSeries {
  const found = phantomSeries().find((one) => one.name === name);
  if (!found) throw new Error(`there is no series ${name}`);
  return found;
}

/** Values inside a circle in millimetres, origin in the middle of the image. */
function circle({ columns, pixelMm }: PhantomSeries, { pixels }: SeriesFrame, x: number, y: number, radius: number): number[] {
  return [...pixels].filter((_, at) => {
    const px = ((at % columns) + 0.5 - columns / 2) * pixelMm;
    const py = (Math.floor(at / columns) + 0.5 - columns / 2) * pixelMm;
    return Math.hypot(px - x, py - y) <= radius;
  });
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const heart = { x: 16, y: -14 };

describe("drawing", () => {
  test("an ellipse covers its area to one part in a thousand, cut pixels included", () => {
    const raster = createRaster(200, 200, 1);
    paint(raster, ellipse(3.3, -7.7, 40, 25, 0.4), 1);
    const area = raster.data.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(area / (Math.PI * 40 * 25) - 1)).toBeLessThan(0.001);
  });

  test("air holds Rician noise: the mean is sigma x sqrt(pi / 2)", () => {
    const pixels = acquireMagnitude(createRaster(200, 200, 1), { seed: 1, noise: 40, frame: 0 });
    expect(Math.abs(mean([...pixels]) / (40 * Math.sqrt(Math.PI / 2)) - 1)).toBeLessThan(0.01);
  });

  test("a velocity above the encoding limit wraps to the other sign", () => {
    const fill = (value: number) => ({ ...createRaster(40, 40, 1), data: new Float32Array(1600).fill(value) });
    const phase = (speed: number) => mean([...acquirePhase(fill(speed), fill(1500), 150, { seed: 1, noise: 20, frame: 0 })]) * (150 / 2048);
    expect(phase(120)).toBeCloseTo(120, -0.5);
    expect(phase(200)).toBeCloseTo(200 - 300, -0.5);
    expect(phase(-160)).toBeCloseTo(-160 + 300, -0.5);
  });

  test("the heart is full at the start of the beat and emptiest at a third of it", () => {
    const curve = Array.from({ length: 100 }, (_, i) => contraction(i / 100));
    expect(curve[0]).toBe(0);
    expect(Math.max(...curve)).toBeCloseTo(1, 5);
    expect(curve.indexOf(Math.max(...curve))).toBeGreaterThan(30);
    expect(curve.indexOf(Math.max(...curve))).toBeLessThan(42);
    expect(systolicEjection(0.6)).toBe(0);
  });
});

describe("the series", () => {
  test("are the same at every drawing, and another seed than the frame's gives other noise", () => {
    const [once] = series("t1-map").frames();
    const [again] = series("t1-map").frames();
    expect(Buffer.from(once!.pixels.buffer).equals(Buffer.from(again!.pixels.buffer))).toBe(true);
  });

  test("have distinct names, square frames and values of twelve bits", () => {
    const all = phantomSeries();
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    const one = series("aortic-flow-phase");
    for (const { pixels } of one.frames()) {
      expect(pixels.length).toBe(one.columns ** 2);
      expect(pixels.every((value) => value >= -2048 && value <= 2047)).toBe(true);
    }
  });

  test("the inferior wall of the stack stays where it is, the anterior wall moves in", () => {
    const stack = series("short-axis-stack");
    const frames = stack.frames().filter(({ slice }) => slice === 1);
    const [diastole, systole] = [frames[0]!, frames[7]!];
    const bloodAt = (frame: SeriesFrame, dx: number, dy: number) => mean(circle(stack, frame, heart.x + dx, heart.y + dy, 2.5)) > 950;
    expect([bloodAt(diastole, 0, -22), bloodAt(systole, 0, -22)]).toEqual([true, false]);
    expect([bloodAt(diastole, 0, 22), bloodAt(systole, 0, 22)]).toEqual([true, true]);
  });

  test("late enhancement lies in the anterior and anteroseptal wall, and in the middle of the septum", () => {
    const at = (one: PhantomSeries, frame: SeriesFrame, degrees: number, radius: number) => {
      const angle = (degrees * Math.PI) / 180;
      return mean(circle(one, frame, heart.x + radius * Math.cos(angle), heart.y - radius * Math.sin(angle), 1.6));
    };
    const infarct = series("late-enhancement-stack");
    const frame = infarct.frames()[2]!;
    for (const enhanced of [90, 120, 150]) expect(at(infarct, frame, enhanced, 27.5), `${enhanced}`).toBeGreaterThan(1000);
    for (const healthy of [0, 210, 270, 330]) expect(at(infarct, frame, healthy, 31), `${healthy}`).toBeLessThan(500);
    const dilated = series("late-enhancement-dilated");
    const middle = dilated.frames()[2]!;
    expect(at(dilated, middle, 180, 36.5)).toBeGreaterThan(at(dilated, middle, 180, 40) + 200);
    expect(at(dilated, middle, 0, 36.5)).toBeLessThan(500);
  });

  test("the T1 map says what the question says: myocardium 1140 ms within 2 percent", () => {
    const map = series("t1-map");
    const wall = circle(map, map.frames()[0]!, heart.x + 28, heart.y, 4).map((value) => value * map.rescale!.slope);
    expect(Math.abs(mean(wall) / 1140 - 1)).toBeLessThan(0.02);
  });

  test("the flow in the leaking aorta measures a regurgitant fraction of 40 percent within 2", () => {
    const phase = series("aortic-flow-leak-phase");
    const speeds = phase.frames().map((frame) => mean(circle(phase, frame, -16, -18, 17)) * phase.rescale!.slope);
    const forward = speeds.filter((speed) => speed > 0).reduce((sum, speed) => sum + speed, 0);
    const backward = -speeds.filter((speed) => speed < 0).reduce((sum, speed) => sum + speed, 0);
    expect(Math.abs(backward / forward - 0.4)).toBeLessThan(0.02);
  });

  test("aliasing shows in the centre of the ascending aorta at peak systole only", () => {
    const phase = series("aortic-flow-phase");
    const frames = phase.frames();
    const centre = (index: number) => mean(circle(phase, frames[index]!, -16, -18, 5)) * phase.rescale!.slope;
    expect(centre(4)).toBeLessThan(-50);
    expect(centre(15)).toBeGreaterThan(-15);
  });
});
