import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEvent, foldAttempt, type AttemptRecord } from "./attempt.ts";
import type { NewEvent } from "./events.ts";
import type { FormFrame } from "./form-frame.ts";
import { decideOperations, type KnownOperation } from "./decide-operations.ts";
import type { Operation, OperationsRequest } from "./protocol.ts";

const START = 1_000_000;
const LIMIT = 3_600_000;
const QUESTIONS = 4;
const sitting = { practice: true, lastStartAtMs: null };
const form: FormFrame = {
  formId: "form",
  interactions: Array.from({ length: QUESTIONS }, () => ({
    kind: "single-best-answer" as const,
    options: ["A", "B", "C", "D", "E"].map((id) => ({ id, text: id })),
  })),
};

function started(): AttemptRecord {
  const prepared: NewEvent = {
    kind: "prepared",
    serverTimeMs: START - 10,
    payload: {
      sittingId: "sitting",
      registrationId: "registration",
      formId: "form",
      formHash: "hash",
      number: 1,
      questions: QUESTIONS,
      parts: [{ packageHash: "p", questions: QUESTIONS, limitMs: null, oneWay: false }],
      limitMs: LIMIT,
      graceMs: 30_000,
    },
  };
  return foldAttempt("attempt", [
    prepared,
    { kind: "admitted", payload: { by: "sitting" }, serverTimeMs: START - 5 },
    { kind: "seat-taken", payload: { lease: 1, browserId: "browser-one", why: "first" }, serverTimeMs: START - 2 },
    { kind: "started", payload: { lease: 1, version: "1", build: "b" }, serverTimeMs: START },
  ]);
}

let counter = 0;
function operation(seq: number, change: Partial<Operation> = {}): Operation {
  counter += 1;
  return {
    opId: `op-${counter}`,
    seq,
    position: 1,
    kind: "respond",
    value: ["B"],
    lastServerTimeMs: 0,
    elapsedMs: 0,
    ...change,
  };
}

/** A server that keeps what it was told, so that requests can follow one another. */
class Server {
  record = started();
  readonly known = new Map<string, KnownOperation>();
  send(request: OperationsRequest, arrivedAtMs = START + 1_000) {
    const decided = decideOperations(this.record, request, { arrivedAtMs, known: this.known, form, sitting });
    if (!decided.ok) throw new Error(decided.reason);
    this.record = decided.record;
    for (const opId of decided.outcome.acknowledged) this.known.set(opId, { fate: "acknowledged" });
    for (const { opId, reason } of decided.outcome.refused) this.known.set(opId, { fate: "refused", reason });
    for (const opId of decided.outcome.late) this.known.set(opId, { fate: "late" });
    for (const opId of decided.outcome.unclaimed) this.known.set(opId, { fate: "unclaimed" });
    for (const opId of decided.outcome.partClosed) this.known.set(opId, { fate: "part-closed" });
    return decided;
  }
  does(event: NewEvent): void {
    this.record = applyEvent(this.record, event);
  }
  answers(): Record<string, unknown> {
    return Object.fromEntries([...this.record.responses].map(([key, response]) => [key, response.value]).sort());
  }
}

describe("an attempt that was reopened", () => {
  const reopened = (at: number): NewEvent => ({ kind: "reopened", payload: { by: "p", extensionMs: 600_000 }, serverTimeMs: at });

  it("is not handed in by the first answer after it, whatever hand-in waited before the end", () => {
    const server = new Server();
    const late = START + LIMIT + 30_001;
    server.send({ lease: 1, operations: [operation(1), operation(3, { kind: "submit", position: 0, value: null })] });
    server.send({ lease: 1, operations: [operation(4)] }, late);
    expect(server.record.attempt).toMatchObject({ state: "timed-out", submitAsked: null });
    server.does(reopened(late + 1));
    server.send({ lease: 1, operations: [operation(2, { value: ["C"] })] }, late + 2);
    expect(server.record.attempt.state).toBe("active");

    server.send({ lease: 1, operations: [operation(5, { kind: "submit", position: 0, value: null }), operation(4)] }, late + 3);
    expect(server.record.attempt.state).toBe("submitted");
  });

  it("keeps running after a hand-in that was counted", () => {
    const server = new Server();
    server.send({ lease: 1, operations: [operation(1), operation(2, { kind: "submit", position: 0, value: null })] });
    server.does(reopened(START + 2_000));
    server.send({ lease: 1, operations: [operation(3, { value: ["D"] })] }, START + 3_000);
    expect(server.record.attempt).toMatchObject({ state: "active", closedAtMs: null, extensionMs: 600_000 });
  });
});

describe("a pause that lasts", () => {
  it.each(["terminated", "voided"] as const)("ends with the attempt when it is %s", (kind) => {
    const server = new Server();
    server.does({ kind: "paused", payload: { by: "p" }, serverTimeMs: START + 1_000 });
    server.does({ kind, payload: { by: "p" }, serverTimeMs: START + 5_000 });
    expect(server.record.attempt).toMatchObject({ state: kind, pausedAtMs: null, pausedMs: 4_000 });
  });
});

describe("operations of a running attempt", () => {
  it("are acknowledged and become the response", () => {
    const server = new Server();
    const first = operation(1);
    const { outcome } = server.send({ lease: 1, operations: [first] });
    expect(outcome.acknowledged).toEqual([first.opId]);
    expect(server.answers()).toEqual({ "1:respond": ["B"] });
    expect(server.record.attempt.answered).toBe(1);
  });

  it("count in the order of their numbers, whatever the order of arrival", () => {
    const server = new Server();
    server.send({ lease: 1, operations: [operation(2, { value: ["C"] })] });
    const { outcome } = server.send({ lease: 1, operations: [operation(1, { value: ["A"] })] });
    expect(outcome.acknowledged).toHaveLength(1);
    expect(server.answers()).toEqual({ "1:respond": ["C"] });
  });

  it("are answered the same when they come again, and change nothing", () => {
    const server = new Server();
    const good = operation(1);
    const bad = operation(2, { value: ["Z"] });
    const first = server.send({ lease: 1, operations: [good, bad] });
    const again = server.send({ lease: 1, operations: [good, bad] });
    expect(again.events).toEqual([]);
    expect(again.outcome.acknowledged).toEqual(first.outcome.acknowledged);
    expect(again.outcome.refused).toEqual([{ opId: bad.opId, reason: "unknown-option" }]);
  });

  it("are refused alone: one bad operation does not stop its neighbours, and its number counts as arrived", () => {
    const server = new Server();
    const { outcome } = server.send({
      lease: 1,
      operations: [operation(1, { position: 99 }), operation(2, { value: ["A", "B"] }), operation(3, { value: ["D"] })],
    });
    expect(outcome.refused.map(({ reason }) => reason)).toEqual(["unknown-question", "unknown-option"]);
    expect(outcome.waitingFor).toEqual([]);
    expect(server.answers()).toEqual({ "1:respond": ["D"] });
  });

  it("refuses a number that another operation has used", () => {
    const server = new Server();
    server.send({ lease: 1, operations: [operation(1)] });
    const { outcome } = server.send({ lease: 1, operations: [operation(1, { value: ["E"] })] });
    expect(outcome.refused[0]?.reason).toBe("number-used-before");
    expect(server.answers()).toEqual({ "1:respond": ["B"] });
  });

  it("clears an answer with an empty list", () => {
    const server = new Server();
    server.send({ lease: 1, operations: [operation(1), operation(2, { value: [] })] });
    expect(server.record.attempt.answered).toBe(0);
  });

  it("visits are kept as seen, each question once; one that is no question is not", () => {
    const server = new Server();
    const visits = [3, 1, 3, 99].map((position, index) => operation(index + 1, { kind: "visit", value: null, position }));
    server.send({ lease: 1, operations: [...visits, operation(5, { position: 4 })] });
    expect(server.record.attempt.seen).toEqual([1, 3]);
    expect(server.record.attempt.visit.position).toBe(3);
  });

  it("image trouble changes nothing but what has arrived, and only its own lines are taken", () => {
    const server = new Server();
    server.send({ lease: 1, operations: [operation(1)] });
    const before = server.record;
    const remark = operation(2, { kind: "image-trouble", position: 2, value: ["missing panel 0 frame 3 frames 25"] });
    const words = operation(3, { kind: "image-trouble", position: 2, value: ["is it B?"] });
    const { outcome } = server.send({ lease: 1, operations: [remark, words] });
    expect(outcome.acknowledged).toEqual([remark.opId]);
    expect(outcome.refused).toEqual([{ opId: words.opId, reason: "malformed-value" }]);
    expect(server.record.responses).toEqual(before.responses);
    expect({ ...server.record.attempt, received: null }).toEqual({ ...before.attempt, received: null });
  });

  it("are not for an attempt that has not begun", () => {
    const record = foldAttempt("attempt", [
      { kind: "prepared", serverTimeMs: 1, payload: { ...preparedFacts, number: 1 } },
    ]);
    const decided = decideOperations(record, { lease: 1, operations: [operation(1)] }, { arrivedAtMs: 2, known: new Map(), form, sitting });
    expect(decided).toEqual({ ok: false, reason: "not-started" });
  });

  it("are not for a lease that was never given", () => {
    const server = new Server();
    const decided = decideOperations(server.record, { lease: server.record.attempt.lease + 1, operations: [operation(1)] }, { arrivedAtMs: START + 2, known: new Map(), form, sitting });
    expect(decided).toEqual({ ok: false, reason: "unknown-lease" });
  });
});

const preparedFacts = {
  sittingId: "s",
  registrationId: "r",
  formId: "f",
  formHash: "h",
  questions: QUESTIONS,
  parts: [{ packageHash: "p", questions: QUESTIONS, limitMs: null, oneWay: false }],
  limitMs: LIMIT,
  graceMs: 0,
};

describe("handing in", () => {
  it("closes at once when everything before it has arrived", () => {
    const server = new Server();
    server.send({ lease: 1, operations: [operation(1), operation(2, { kind: "submit", position: 0, value: null })] });
    expect(server.record.attempt.state).toBe("submitted");
  });

  it("waits for the operations before it, names them, and closes when they come", () => {
    const server = new Server();
    const { outcome } = server.send({ lease: 1, operations: [operation(3, { kind: "submit", position: 0, value: null })] });
    expect(outcome.waitingFor).toEqual([1, 2]);
    expect(server.record.attempt.state).toBe("active");
    server.send({ lease: 1, operations: [operation(2, { position: 2, value: ["A"] })] });
    server.send({ lease: 1, operations: [operation(1)] });
    expect(server.record.attempt.state).toBe("submitted");
    expect(server.record.attempt.answered).toBe(2);
  });

  it("from a browser that lost the seat closes nothing under the new one's hands", () => {
    const server = new Server();
    server.does({ kind: "seat-taken", payload: { lease: 2, browserId: "browser-two", why: "practice" }, serverTimeMs: START + 500 });
    const { outcome } = server.send({ lease: 1, operations: [operation(1, { kind: "submit", position: 0, value: null })] });
    expect(outcome.refused[0]?.reason).toBe("seat-taken");
    expect(server.record.attempt.state).toBe("active");
  });
});

describe("a gap in the numbers", () => {
  it("of a thousand is kept in mind; one more is not taken, and its first numbers are named", () => {
    const server = new Server();
    expect(server.send({ lease: 1, operations: [operation(1_001)] }).outcome).toMatchObject({ gap: false, acknowledged: [expect.any(String)] });
    const before = server.record;
    const refused = server.send({ lease: 1, operations: [operation(2_000), operation(2_003)] });
    expect(refused).toMatchObject({ events: [], record: before, outcome: { gap: true, acknowledged: [], refused: [], late: [] } });
    expect(refused.outcome.waitingFor).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  });

  it("is judged with what the request itself brings, and not by what is known already or comes after the end", () => {
    const server = new Server();
    const far = operation(1_001);
    server.send({ lease: 1, operations: [far] });
    const fillers = Array.from({ length: 200 }, (_, index) => operation(index + 1, { kind: "visit", value: null }));
    expect(server.send({ lease: 1, operations: [...fillers, operation(1_202)] }).outcome).toMatchObject({ gap: false });
    expect(server.send({ lease: 1, operations: [far] }).outcome).toMatchObject({ gap: false, acknowledged: [far.opId] });
    expect(server.send({ lease: 1, operations: [operation(900_000)] }).outcome.gap).toBe(true);
    expect(server.send({ lease: 1, operations: [operation(900_001)] }, START + LIMIT + 60_000).outcome).toMatchObject({ gap: false, late: [expect.any(String)] });
  });

  it("that is filled step by step lets everything through in the end", () => {
    const server = new Server();
    const last = operation(1_500, { kind: "submit", position: 0, value: null });
    for (let round = 0; round < 20; round += 1) {
      const { outcome } = server.send({ lease: 1, operations: [last] });
      if (server.record.attempt.state === "submitted") break;
      server.send({ lease: 1, operations: outcome.waitingFor.map((seq) => operation(seq, { kind: "visit", value: null })) });
    }
    expect(server.record.attempt.state).toBe("submitted");
  });
});

describe("after the end", () => {
  it("stores an operation one millisecond after deadline + grace as late and closes the attempt", () => {
    const server = new Server();
    const { outcome, events } = server.send({ lease: 1, operations: [operation(1)] }, START + LIMIT + 30_001);
    expect(events.map((event) => event.kind)).toEqual(["timed-out", "operation-late"]);
    expect(outcome.late).toHaveLength(1);
    expect(server.answers()).toEqual({});
  });

  it("acknowledges again what was acknowledged before the close", () => {
    const server = new Server();
    const early = operation(1);
    server.send({ lease: 1, operations: [early] });
    const { outcome } = server.send({ lease: 1, operations: [early, operation(2)] }, START + LIMIT + 60_000);
    expect(outcome.acknowledged).toEqual([early.opId]);
    expect(outcome.late).toHaveLength(1);
  });
});

describe("a replaced seat", () => {
  const takeOver: NewEvent = {
    kind: "seat-taken",
    payload: { lease: 2, browserId: "browser-two", why: "practice" },
    serverTimeMs: START + 10_000,
  };

  it("delivers its queue for two minutes, below what the new seat has said", () => {
    const server = new Server();
    server.does(takeOver);
    server.send({ lease: 2, operations: [operation(1, { value: ["E"] })] }, START + 20_000);
    const { outcome } = server.send({ lease: 1, operations: [operation(9, { value: ["A"] })] }, START + 130_000);
    expect(outcome).toMatchObject({ seatTaken: true, acknowledged: [expect.any(String)] });
    expect(server.answers()).toEqual({ "1:respond": ["E"] });
  });

  it("after that is stored as unclaimed and counts for nothing by itself", () => {
    const server = new Server();
    server.does(takeOver);
    const { outcome } = server.send({ lease: 1, operations: [operation(1)] }, START + 130_001);
    expect(outcome.unclaimed).toHaveLength(1);
    expect(server.answers()).toEqual({});
  });
});

describe("a paused attempt", () => {
  it("takes everything but visits and the hand-in, which stay in the queue", () => {
    const server = new Server();
    server.does({ kind: "paused", payload: { by: "proctor" }, serverTimeMs: START + 100 });
    const { outcome } = server.send({
      lease: 1,
      operations: [operation(1), operation(2, { kind: "visit", value: null }), operation(3, { kind: "submit", position: 0, value: null })],
    });
    expect(outcome.acknowledged).toHaveLength(1);
    expect(server.record.attempt.state).toBe("paused");
  });
});

/** Schedules: the same operations of up to three leases, cut into requests, shuffled and repeated. */
const schedules = Number(process.env.CMR_SCHEDULES ?? 500);

describe("any order and any repetition", () => {
  it(`of the same operations end in the same state (${schedules} random schedules)`, () => {
    const kinds = fc.constantFrom<Operation["kind"]>("respond", "flag", "strike", "visit");
    const drawn = fc.array(fc.record({ lease: fc.integer({ min: 1, max: 3 }), position: fc.integer({ min: 1, max: QUESTIONS }), kind: kinds, option: fc.integer({ min: 0, max: 5 }) }), { minLength: 1, maxLength: 25 });
    const order = fc.array(fc.nat(1_000), { minLength: 30, maxLength: 60 });
    fc.assert(
      fc.property(drawn, order, (list, picks) => {
        const seqs = new Map<number, number>();
        const all = list.map(({ lease, position, kind, option }) => {
          const seq = (seqs.get(lease) ?? 0) + 1;
          seqs.set(lease, seq);
          const letter = ["A", "B", "C", "D", "E", "Z"][option]!;
          const value = kind === "flag" ? option % 2 === 0 : kind === "visit" ? null : [letter];
          return { lease, operation: operation(seq, { position, kind, value }) };
        });
        const inOrder = play(all.toSorted((a, b) => a.lease - b.lease || a.operation.seq - b.operation.seq));
        const visited = all.filter(({ operation }) => operation.kind === "visit").map(({ operation }) => operation.position);
        expect(inOrder.record.attempt.seen).toEqual([...new Set(visited)].toSorted((a, b) => a - b));
        const shuffled = play([...picks.map((pick) => all[pick % all.length]!), ...all.toReversed()]);
        expect(shuffled.answers()).toEqual(inOrder.answers());
        for (const field of ["answered", "flagged", "visit", "seen", "received", "state"] as const) {
          expect(shuffled.record.attempt[field]).toEqual(inOrder.record.attempt[field]);
        }
      }),
      { numRuns: schedules },
    );
  });
});

function play(schedule: { lease: number; operation: Operation }[]): Server {
  const server = new Server();
  for (const lease of [2, 3]) {
    server.does({ kind: "seat-taken", payload: { lease, browserId: `browser-${lease}`, why: "practice" }, serverTimeMs: START + 10 });
  }
  for (const { lease, operation } of schedule) server.send({ lease, operations: [operation] });
  return server;
}
