import { describe, expect, it } from "vitest";
import { readPayload, storedPayload } from "./event-versions.ts";
import type { NewEvent } from "./events.ts";

describe("the versions of an event", () => {
  it("writes no version where it is the first", () => {
    const event: NewEvent = { kind: "called", payload: { call: "question" }, serverTimeMs: 1 };
    expect(storedPayload(event)).toEqual({ call: "question" });
    expect(readPayload("called", storedPayload(event))).toEqual(event.payload);
  });

  it("reads minutes of the first version as milliseconds", () => {
    expect(readPayload("extended", { by: "p", minutes: 10 })).toEqual({ by: "p", extensionMs: 600_000 });
  });

  it("reads of responses of the first version whether they counted as answered", () => {
    const old = { opId: "o", operation: "respond", position: 1, lease: 1, seq: 1, lastServerTimeMs: 0, elapsedMs: 0 };
    expect(readPayload("operation", { ...old, value: ["B"] })).toEqual({ ...old, value: ["B"], answered: true });
    expect(readPayload("operation", { ...old, value: [] })).toEqual({ ...old, value: [], answered: false });
    expect(readPayload("operation", { ...old, operation: "flag", value: true })).toEqual({ ...old, operation: "flag", value: true });
  });

  it("reads of a part that was left in the first version that the break after it ends in a day", () => {
    expect(readPayload("part-left", { part: 1, by: "time" })).toEqual({ part: 1, by: "time", longestBreakMs: 24 * 3_600_000 });
  });

  it("reads what it writes", () => {
    const event: NewEvent = { kind: "extended", payload: { by: "p", extensionMs: 90_000 }, serverTimeMs: 1 };
    expect(storedPayload(event)).toEqual({ by: "p", extensionMs: 90_000, v: 2 });
    expect(readPayload("extended", storedPayload(event))).toEqual(event.payload);
  });

  it.each(["teleported", "constructor", "toString", ""])("refuses an event of the kind %j, which no program so far has written", (kind) => {
    expect(() => readPayload(kind as "extended", {})).toThrow(/no event/);
  });

  it.each([[3], [0], [-1], [1.5], ["2"], [null]])("refuses version %s, which no earlier program has written", (v) => {
    expect(() => readPayload("extended", { by: "p", extensionMs: 1, v })).toThrow(/this program knows versions up to 2/);
  });
});
