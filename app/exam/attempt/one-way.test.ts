import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEvent, foldAttempt, type AttemptRecord } from "./attempt.ts";
import { decideOperations, type KnownOperation } from "./decide-operations.ts";
import { isPassed } from "./one-way.ts";
import type { OperationKind } from "./operation-kinds.ts";
import type { Operation } from "./protocol.ts";

const START = 1_000_000;
const QUESTIONS = 7;
/** Four questions one way, then three in any order. */
const PARTS = [
  { packageHash: "h", questions: 4, limitMs: null, oneWay: true },
  { packageHash: "h", questions: 3, limitMs: null, oneWay: false },
];
const form = { formId: "f", interactions: Array.from({ length: QUESTIONS }, () => ({ kind: "single-best-answer" as const, options: ["A", "B", "C"].map((id) => ({ id, text: id })) })) };

function started(parts = PARTS): AttemptRecord {
  return foldAttempt("attempt", [
    { kind: "prepared", serverTimeMs: START - 3, payload: { sittingId: "s", registrationId: "r", formId: "f", formHash: "h", number: 1, questions: QUESTIONS, parts, limitMs: 3_600_000, graceMs: 30_000 } },
    { kind: "admitted", serverTimeMs: START - 2, payload: { by: "sitting" } },
    { kind: "seat-taken", serverTimeMs: START - 1, payload: { lease: 1, browserId: "b", why: "first" } },
    { kind: "started", serverTimeMs: START, payload: { lease: 1, version: "1", build: "b" } },
  ]);
}

let made = 0;
const does = (seq: number, kind: OperationKind, position: number, value: Operation["value"] = null): Operation => ({ opId: `op-${(made += 1)}`, seq, position, kind, value, lastServerTimeMs: 0, elapsedMs: 0 });
const visit = (seq: number, position: number) => does(seq, "visit", position);
const answer = (seq: number, position: number, option = "B") => does(seq, "respond", position, [option]);

class Server {
  readonly known = new Map<string, KnownOperation>();
  constructor(public record = started()) {}
  /** What became of each operation of a request. */
  send(operations: Operation[], lease = 1): (string | undefined)[] {
    const decided = decideOperations(this.record, { lease, operations }, { arrivedAtMs: START + 1_000, known: this.known, form, sitting: { practice: true, lastStartAtMs: null } });
    if (!decided.ok) throw new Error(decided.reason);
    this.record = decided.record;
    const { acknowledged, refused, partClosed } = decided.outcome;
    const told = new Map<string, string>([...acknowledged.map((opId) => [opId, "acknowledged"] as const), ...partClosed.map((opId) => [opId, "part-closed"] as const), ...refused.map(({ opId, reason }) => [opId, reason] as const)]);
    for (const [opId, fate] of told) this.known.set(opId, fate === "acknowledged" || fate === "part-closed" ? { fate } : { fate: "refused", reason: fate });
    return operations.map(({ opId }) => told.get(opId));
  }
  takeOver(): void {
    this.record = applyEvent(this.record, { kind: "seat-taken", serverTimeMs: START + 500, payload: { lease: this.record.attempt.lease + 1, browserId: "c", why: "released" } });
  }
  state() {
    const { attempt, responses } = this.record;
    return { attempt, answers: [...responses].map(([key, { value, seq }]) => [key, value, seq]).sort() };
  }
}

describe("a one-way part", () => {
  it("keeps what comes for a question that was passed, without effect, and never refuses it", () => {
    const server = new Server();
    server.send([visit(1, 1), answer(2, 1), visit(3, 2)]);
    const late = [answer(4, 1, "C"), does(5, "flag", 1, true), does(6, "strike", 1, ["A"]), does(7, "highlight", 1, [[0, 1]]), does(8, "note", 1, "n"), visit(9, 1)];
    expect(server.send(late)).toEqual(late.map(() => "part-closed"));
    expect(server.send(late)).toEqual(late.map(() => "part-closed"));
    expect(server.state()).toMatchObject({ answers: [["1:respond", ["B"], 2]], attempt: { answered: 1, flagged: 0, seen: [1, 2], visit: { position: 2 }, received: { 1: { upTo: 9 } } } });
    // What says nothing to the question still comes through, and so does the question that is shown.
    expect(server.send([does(10, "report-problem", 1, "p"), does(11, "image-trouble", 1, ["missing panel 0 frame 0 frames 1"]), answer(12, 2), visit(13, 2)])).toEqual(Array(4).fill("acknowledged"));
    expect(server.send([answer(9, 1)])).toEqual(["number-used-before"]);
  });

  it("takes what was made before the visit beyond, although that arrived first", () => {
    const server = new Server();
    expect(server.send([visit(6, 2)])).toEqual(["acknowledged"]);
    expect(server.send([answer(5, 1), answer(7, 1, "C")])).toEqual(["acknowledged", "part-closed"]);
    // The first visit beyond counts, not the furthest and not one that was made again.
    server.send([visit(10, 3), visit(12, 2)]);
    expect(server.send([answer(8, 1), answer(11, 2), answer(9, 2)])).toEqual(["part-closed", "part-closed", "acknowledged"]);
  });

  it("is passed within itself only, and other parts go any way", () => {
    const server = new Server();
    server.send([visit(1, 4), does(2, "leave-part", 1)]);
    server.record = applyEvent(server.record, { kind: "part-started", serverTimeMs: START, payload: { part: 2, lease: 1, version: "1", build: "b" } });
    expect(server.send([visit(3, 7), answer(4, 5), visit(5, 6)])).toEqual(Array(3).fill("acknowledged"));
    const both = new Server(started(PARTS.map((part) => ({ ...part, oneWay: true }))));
    both.send([visit(1, 1), visit(2, 4)]);
    expect(isPassed({ parts: PARTS, firstVisits: [{ position: 5, lease: 1, seq: 1 }] }, { position: 4, lease: 1, seq: 2 })).toBe(false);
    expect(both.send([answer(3, 4)])).toEqual(["acknowledged"]);
  });

  it("goes on in another browser where the server had told it to, whatever the former one sends afterwards", () => {
    const server = new Server();
    server.send([visit(1, 1), visit(2, 2)]);
    server.takeOver();
    expect(server.send([visit(1, 1), answer(2, 1), visit(3, 2)], 2)).toEqual(["part-closed", "part-closed", "acknowledged"]);
    expect(server.send([visit(3, 4)], 1)).toEqual(["acknowledged"]);
    expect(server.send([answer(4, 2), visit(5, 3), answer(6, 2)], 2)).toEqual(["acknowledged", "acknowledged", "part-closed"]);
    // The former browser's own answers from before it went on are still taken.
    expect(server.send([answer(4, 3)], 1)).toEqual(["acknowledged"]);
  });

  const orders = (length: number) => fc.shuffledSubarray(Array.from({ length }, (_, index) => index), { minLength: length, maxLength: length });
  /** What somebody does to the question before them, and how far they go on from it. */
  const walk = fc.array(fc.record({ stays: fc.boolean(), answers: fc.constantFrom("A", "B", "C") }), { minLength: 1, maxLength: 20 });

  it("takes everything of who never goes back, in any order of arrival and however often it is sent", () => {
    fc.assert(
      fc.property(walk.chain((steps) => fc.tuple(fc.constant(steps), orders(steps.length + 1), fc.array(fc.nat(steps.length), { maxLength: 10 }))), ([steps, order, again]) => {
        let position = 1;
        const all = [visit(1, 1), ...steps.map(({ stays, answers }, index) => (stays || position === 4 ? answer(index + 2, position, answers) : visit(index + 2, (position += 1))))];
        const [mixed, inOrder] = [new Server(), new Server()];
        for (const index of [...order, ...again]) expect(mixed.send([all[index]!])).toEqual(["acknowledged"]);
        inOrder.send(all);
        expect(mixed.state()).toEqual(inOrder.state());
      }),
    );
  });

  it("judges everything else by the first visits beyond that have arrived, once", () => {
    const any = fc.array(fc.record({ visits: fc.boolean(), position: fc.integer({ min: 1, max: 4 }) }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(any.chain((steps) => fc.tuple(fc.constant(steps), orders(steps.length), fc.array(fc.nat(steps.length - 1), { maxLength: 10 }))), ([steps, order, again]) => {
        const all = steps.map(({ visits, position }, index) => (visits ? visit(index + 1, position) : answer(index + 1, position)));
        const server = new Server();
        const arrived: Operation[] = [];
        const fates = new Map<string, string>();
        for (const index of [...order, ...again]) {
          const operation = all[index]!;
          const passed = arrived.some(({ kind, position, seq, opId }) => kind === "visit" && fates.get(opId) === "acknowledged" && position > operation.position && seq < operation.seq);
          const fate = fates.get(operation.opId) ?? (passed ? "part-closed" : "acknowledged");
          expect(server.send([operation])).toEqual([fate]);
          fates.set(operation.opId, fate);
          arrived.push(operation);
        }
        const counted = all.filter(({ opId, kind }) => kind === "respond" && fates.get(opId) === "acknowledged");
        const last = new Map(counted.map(({ position, seq }) => [`${position}:respond`, seq]));
        expect(server.state().answers.map(([key, , seq]) => [key, seq])).toEqual([...last].sort());
      }),
    );
  });
});
