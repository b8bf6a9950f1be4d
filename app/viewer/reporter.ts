import { logEvent, quiet, type PendingEvent, type ViewerEvent } from "./core/event-log.ts";

/** Hands events to `onEvent`, those of one drag as one. */
export type Reporter = {
  report(event: ViewerEvent): void;
  /** Reports the pictures of a stopped cine when not every one reached the screen. */
  dropped(panel: number, counts: { due: number; shown: number }): void;
  tick(): void;
  flush(): void;
};

export function createReporter(onEvent: ((event: ViewerEvent) => void) | undefined, nowMs: () => number): Reporter {
  let pending: PendingEvent = null;
  const pass = (result: { pending: PendingEvent; report: ViewerEvent[] }) => {
    pending = result.pending;
    for (const event of result.report) onEvent?.(event);
  };
  const report = (event: ViewerEvent) => pass(logEvent(pending, event, nowMs()));
  return {
    report,
    dropped(panel, { due, shown }) {
      if (shown < due) report({ kind: "frames-dropped", panel, due, shown });
    },
    tick: () => pending !== null && pass(quiet(pending, nowMs())),
    flush: () => pass(quiet(pending, Infinity)),
  };
}
