/**
 * The one loop of animation frames of a viewer. It never pauses while the viewer lives: callbacks run in the order of
 * their request, and a loop that asks anew as the first keeps its place before the drawing loops of the rasteriser, so
 * that a picture chosen here is painted in the same frame.
 */
export type FrameLoop = { stop(): void };

export function startFrameLoop(view: Window, tick: (nowMs: number) => void): FrameLoop {
  let handle = view.requestAnimationFrame(run);
  function run() {
    handle = view.requestAnimationFrame(run);
    tick(view.performance.now());
  }
  return { stop: () => view.cancelAnimationFrame(handle) };
}
