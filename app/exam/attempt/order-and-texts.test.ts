import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldAttempt, type AttemptRecord } from "./attempt.ts";
import { decideOperations } from "./decide-operations.ts";
import type { NewEvent } from "./events.ts";
import type { FormFrame } from "./form-frame.ts";
import { MAX_TEXT_BYTES, MAX_TEXT_LENGTH, type Operation } from "./protocol.ts";

const START = 1_000_000;
const LIMIT = 3_600_000;
const form: FormFrame = { formId: "f", interactions: [{ kind: "single-best-answer", options: ["A", "B"].map((id) => ({ id, text: id })) }] };
const sitting = { practice: false, lastStartAtMs: null };
const started = (): AttemptRecord =>
  foldAttempt("a", [
    { kind: "prepared", payload: { sittingId: "s", registrationId: "r", formId: "f", formHash: "h", number: 1, questions: 1, parts: [{ packageHash: null, questions: 1, limitMs: null, oneWay: false }], limitMs: LIMIT, graceMs: 30_000 }, serverTimeMs: START - 2 },
    { kind: "seat-taken", payload: { lease: 1, browserId: "b", why: "first" }, serverTimeMs: START - 1 },
    { kind: "started", payload: { lease: 1, version: "1", build: "b" }, serverTimeMs: START },
  ]);
let made = 0;
const operation = (seq: number, change: Partial<Operation>): Operation => ({ opId: `op-${(made += 1)}`, seq, position: 1, kind: "flag", value: true, lastServerTimeMs: 0, elapsedMs: 0, ...change });
function send(record: AttemptRecord, operations: Operation[], arrivedAtMs = START + 1_000) {
  const decided = decideOperations(record, { lease: 1, operations }, { arrivedAtMs, known: new Map(), form, sitting });
  if (!decided.ok) throw new Error(decided.reason);
  return decided;
}

describe("the times in a log", () => {
  it("never decrease, in whatever order requests arrive; what is late is judged by when it arrived", () => {
    const end = START + LIMIT + 30_000;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: START, max: end + 5_000 }), { minLength: 1, maxLength: 20 }), (arrivals) => {
        let record = started();
        const log: NewEvent[] = [];
        let isClosed = false;
        for (const [index, arrivedAtMs] of arrivals.entries()) {
          const one = operation(index + 1, {});
          const decided = send(record, [one], arrivedAtMs);
          record = decided.record;
          log.push(...decided.events);
          isClosed ||= arrivedAtMs > end;
          expect(decided.outcome.late).toEqual(isClosed ? [one.opId] : []);
        }
        const times = log.map(({ serverTimeMs }) => serverTimeMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(record.attempt.lastEventAtMs).toBe(Math.max(...arrivals));
      }),
    );
  });
});

describe("the notes and reports of an attempt", () => {
  const full = (bytes: number): AttemptRecord => {
    const record = started();
    return { ...record, attempt: { ...record.attempt, textBytes: bytes } };
  };

  it("are counted in bytes, every version of them, whatever becomes of them", () => {
    const first = send(started(), [operation(1, { kind: "note", value: "müde" }), operation(2, { kind: "report-problem", value: "dark" }), operation(3, {})]);
    expect(first.record.attempt.textBytes).toBe(9);
    const late = send(first.record, [operation(4, { kind: "note", value: "later" })], START + LIMIT + 31_000);
    expect([late.record.attempt.textBytes, late.outcome.late]).toHaveLength(2);
    expect(late.record.attempt.textBytes).toBe(14);
    expect(foldAttempt("a", [{ kind: "prepared", payload: { sittingId: "s", registrationId: "r", formId: "f", formHash: "h", number: 1, questions: 1, parts: [], limitMs: LIMIT, graceMs: 0 }, serverTimeMs: 7 }]).attempt).toMatchObject({ textBytes: 0, lastEventAtMs: 7 });
  });

  it("are refused beyond 5 MB with an event that uses up the number; answers go on, also after the close", () => {
    const note = "n".repeat(MAX_TEXT_LENGTH);
    expect(send(full(MAX_TEXT_BYTES - MAX_TEXT_LENGTH), [operation(1, { kind: "note", value: note })]).outcome.refused).toEqual([]);
    const [fits, over, answer] = [operation(1, { kind: "note", value: "" }), operation(2, { kind: "note", value: note }), operation(3, { kind: "respond", value: ["A"] })];
    const decided = send(full(MAX_TEXT_BYTES), [fits, over, answer]);
    expect(decided.outcome).toMatchObject({ acknowledged: [fits.opId, answer.opId], refused: [{ opId: over.opId, reason: "text-full" }], waitingFor: [] });
    expect(decided.events[1]).toEqual({ kind: "operation-refused", payload: { opId: over.opId, lease: 1, seq: 2, reason: "text-full" }, serverTimeMs: START + 1_000 });
    const late = send(full(MAX_TEXT_BYTES), [operation(1, { kind: "note", value: note }), operation(2, {})], START + LIMIT + 31_000);
    expect([late.outcome.refused.length, late.outcome.late.length]).toEqual([1, 1]);
  });
});
