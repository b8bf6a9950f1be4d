import type { PanelAct, Point, Tool } from "./act.ts";

/** What the recogniser needs of a PointerEvent; x and y from the middle of the panel. */
export type PointerSample = {
  type: "down" | "move" | "up" | "cancel";
  id: number;
  x: number;
  y: number;
  /** 0 left or finger, 1 middle, 2 right. */
  button: number;
  shift: boolean;
};

export type GestureContext = { tool: Tool; playing: boolean };

type Meaning = "undecided" | "scroll" | "step" | "speed" | "window" | "zoom" | "pan" | "two-undecided" | "pinch";

/** The pointers that are down, what they mean together, and pixels that did not yet make up a whole step. */
export type Gesture = { pointers: Map<number, Point>; meaning: Meaning; rest: number };

export const IDLE: Gesture = { pointers: new Map(), meaning: "undecided", rest: 0 };

/** Pixels for one slice or phase, for the decision what a drag means, and for a doubling. */
const STEP_PIXELS = 12;
const DECIDE_PIXELS = 6;
const DOUBLE_PIXELS = 150;
const WINDOW_PIXELS = 300;

/** The gesture after one more sample, and the acts it gave. */
export function recognise(gesture: Gesture, sample: PointerSample, context: GestureContext): { gesture: Gesture; acts: PanelAct[] } {
  const pointers = new Map(gesture.pointers);
  if (sample.type === "down") {
    pointers.set(sample.id, { x: sample.x, y: sample.y });
    const meaning = pointers.size > 1 ? "two-undecided" : meaningOfButton(sample, context);
    return { gesture: { pointers, meaning, rest: 0 }, acts: [] };
  }
  const before = pointers.get(sample.id);
  if (before === undefined) return { gesture, acts: [] };
  if (sample.type !== "move") {
    pointers.delete(sample.id);
    // The finger that stays after a pinch must not begin another act by accident.
    return { gesture: pointers.size === 0 ? IDLE : { pointers, meaning: "two-undecided", rest: 0 }, acts: [] };
  }
  const after = { x: sample.x, y: sample.y };
  if (pointers.size > 1) return withTwo(gesture, pointers, sample.id, before, after);
  return withOne(gesture, pointers, sample.id, before, after, context);
}

function meaningOfButton(sample: PointerSample, context: GestureContext): Meaning {
  if (sample.button === 1) return "window";
  if (sample.button === 2) return "zoom";
  if (sample.shift) return "pan";
  return context.tool === "scroll" ? "undecided" : context.tool;
}

function withOne(gesture: Gesture, pointers: Map<number, Point>, id: number, before: Point, after: Point, context: GestureContext) {
  const x = after.x - before.x;
  const y = after.y - before.y;
  let { meaning, rest } = gesture;
  if (meaning === "undecided") {
    if (Math.hypot(x, y) < DECIDE_PIXELS) return { gesture, acts: [] };
    meaning = Math.abs(y) >= Math.abs(x) ? "scroll" : context.playing ? "speed" : "step";
  }
  pointers.set(id, after);
  const acts: PanelAct[] = [];
  if (meaning === "scroll" || meaning === "step") {
    const steps = Math.trunc((rest + (meaning === "scroll" ? y : x)) / STEP_PIXELS);
    rest += (meaning === "scroll" ? y : x) - steps * STEP_PIXELS;
    if (steps !== 0) acts.push({ kind: meaning, by: steps });
  } else if (meaning === "speed") acts.push({ kind: "speed", factor: 2 ** (x / DOUBLE_PIXELS) });
  else if (meaning === "window") acts.push({ kind: "window", shift: y / WINDOW_PIXELS, stretch: 2 ** (x / DOUBLE_PIXELS) });
  else if (meaning === "zoom") acts.push({ kind: "zoom", factor: 2 ** (-y / DOUBLE_PIXELS), at: null });
  else if (meaning === "pan") acts.push({ kind: "pan", x, y });
  return { gesture: { pointers, meaning, rest }, acts };
}

/** Two fingers: their distance zooms and their middle moves the image; moved together up or down they scroll. */
function withTwo(gesture: Gesture, pointers: Map<number, Point>, id: number, before: Point, after: Point) {
  const other = [...pointers].find(([key]) => key !== id)?.[1];
  if (other === undefined) return { gesture, acts: [] };
  const apart = { before: distance(before, other), after: distance(after, other) };
  let { meaning, rest } = gesture;
  if (meaning !== "pinch" && meaning !== "scroll") {
    const changed = Math.abs(apart.after - apart.before);
    if (Math.hypot(after.x - before.x, after.y - before.y) < 2 * DECIDE_PIXELS) return { gesture, acts: [] };
    meaning = changed > DECIDE_PIXELS ? "pinch" : "scroll";
  }
  pointers.set(id, after);
  // Each finger reports by itself, so the middle moves by half of what one finger moved.
  const middle = { x: (after.x - before.x) / 2, y: (after.y - before.y) / 2 };
  if (meaning === "pinch") {
    const at = { x: (after.x + other.x) / 2, y: (after.y + other.y) / 2 };
    const factor = apart.before > 0 && apart.after > 0 ? apart.after / apart.before : 1;
    return { gesture: { pointers, meaning, rest }, acts: [{ kind: "zoom", factor, at }, { kind: "pan", ...middle }] satisfies PanelAct[] };
  }
  const steps = Math.trunc((rest + middle.y) / STEP_PIXELS);
  rest += middle.y - steps * STEP_PIXELS;
  const acts: PanelAct[] = steps === 0 ? [] : [{ kind: "scroll", by: steps }];
  return { gesture: { pointers, meaning, rest }, acts };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
