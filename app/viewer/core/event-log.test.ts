import { describe, expect, it } from "vitest";
import { logEvent, quiet, type PendingEvent, type ViewerEvent } from "./event-log.ts";

function run(events: [number, ViewerEvent][]): { pending: PendingEvent; reported: ViewerEvent[] } {
  let pending: PendingEvent = null;
  const reported: ViewerEvent[] = [];
  for (const [now, event] of events) {
    const result = logEvent(pending, event, now);
    pending = result.pending;
    reported.push(...result.report);
  }
  return { pending, reported };
}
const scroll = (slice: number, panel = 0): ViewerEvent => ({ kind: "scroll", panel, moves: 1, slice, phase: 0 });

describe("the log of what was done", () => {
  it("makes one event of a drag, with its end and the number of moves", () => {
    const { pending, reported } = run([[0, scroll(1)], [20, scroll(2)], [40, scroll(3)]]);
    expect(reported).toEqual([]);
    expect(quiet(pending, 500).report).toEqual([]);
    expect(quiet(pending, 1000).report).toEqual([{ kind: "scroll", panel: 0, moves: 3, slice: 3, phase: 0 }]);
  });

  it("keeps panels and kinds apart and the order as it was", () => {
    const { reported } = run([[0, scroll(1)], [10, scroll(1, 1)], [20, { kind: "reset", panel: 1 }]]);
    expect(reported.map(({ kind, ...event }) => [kind, "panel" in event ? event.panel : null])).toEqual([["scroll", 0], ["scroll", 1], ["reset", 1]]);
  });

  it("holds nothing back for ever", () => {
    expect(quiet(run([[0, scroll(1)]]).pending, Infinity)).toMatchObject({ pending: null, report: [{ kind: "scroll" }] });
  });
});
