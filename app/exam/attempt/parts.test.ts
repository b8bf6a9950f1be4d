import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEvent, foldAttempt, type AttemptRecord } from "./attempt.ts";
import { clockToldAt, deadlineOf, deadlineSeenAt, timeLeft } from "./clock.ts";
import { timeOutWhenDue } from "./time-out.ts";
import type { NewEvent } from "./events.ts";
import { LONGEST_BREAK_MS, SHORTEST_BREAK_MS, type SittingEnd } from "./longest-break.ts";
import { decideOperations, type KnownOperation } from "./decide-operations.ts";
import { isPartOver, partOfPosition, positionsOfPart, type PartTerms } from "./parts.ts";
import { decideStaffAct } from "../proctoring/decide-staff-act.ts";
import { reopenAttempt, REOPEN_WITHIN_MS } from "../proctoring/reopen-attempt.ts";
import type { Operation, OperationsRequest } from "./protocol.ts";
import { startAttempt } from "./start-attempt.ts";

const START = 1_800_000_000_000;
const MINUTE = 60_000;
const GRACE = 30_000;
const part = (questions: number, limitMs: number | null): PartTerms => ({ packageHash: "h", questions, limitMs, oneWay: false });
/** Two questions in ten minutes, then three under the limit of the whole. */
const PARTS = [part(2, 10 * MINUTE), part(3, null)];
const interactions = Array.from({ length: 5 }, () => ({ kind: "single-best-answer" as const, options: ["A", "B", "C"].map((id) => ({ id, text: id })) }));
const sitting = { opensAtMs: 0, lastStartAtMs: null, admits: "automatic" as const, practice: false };

let made = 0;
const operation = (seq: number, change: Partial<Operation> = {}): Operation => ({ opId: `op-${(made += 1)}`, seq, position: 1, kind: "respond", value: ["B"], lastServerTimeMs: 0, elapsedMs: 0, ...change });
const leave = (seq: number, left = 1) => operation(seq, { kind: "leave-part", position: left, value: null });
const handIn = (seq: number) => operation(seq, { kind: "submit", position: 0, value: null });

function started(parts = PARTS): AttemptRecord {
  const questions = parts.reduce((sum, part) => sum + part.questions, 0);
  return foldAttempt("attempt", [
    { kind: "prepared", serverTimeMs: START - 3, payload: { sittingId: "s", registrationId: "r", formId: "f", formHash: "h", number: 1, questions, parts, limitMs: 60 * MINUTE, graceMs: GRACE } },
    { kind: "rules-accepted", serverTimeMs: START - 2, payload: { version: "1" } },
    { kind: "admitted", serverTimeMs: START - 2, payload: { by: "sitting" } },
    { kind: "seat-taken", serverTimeMs: START - 1, payload: { lease: 1, browserId: "b", why: "first" } },
    { kind: "started", serverTimeMs: START, payload: { lease: 1, version: "1", build: "b" } },
  ]);
}

class Server {
  readonly events: NewEvent[] = [];
  readonly known = new Map<string, KnownOperation>();
  constructor(public record = started(), private readonly sitting: SittingEnd = { practice: false, lastStartAtMs: null }) {}
  send(...operations: Operation[]) {
    return this.sendAt(START + 1_000, { lease: 1, operations });
  }
  sendAt(arrivedAtMs: number, request: OperationsRequest) {
    const decided = decideOperations(this.record, request, { arrivedAtMs, known: this.known, form: { formId: "f", interactions }, sitting: this.sitting });
    if (!decided.ok) throw new Error(decided.reason);
    this.record = decided.record;
    this.events.push(...decided.events);
    for (const opId of decided.outcome.acknowledged) this.known.set(opId, { fate: "acknowledged" });
    for (const opId of decided.outcome.partClosed) this.known.set(opId, { fate: "part-closed" });
    for (const { opId, reason } of decided.outcome.refused) this.known.set(opId, { fate: "refused", reason });
    return decided.outcome;
  }
  does(event: NewEvent): void {
    this.record = applyEvent(this.record, event);
  }
  startPart(wanted: number, at = START + 20 * MINUTE) {
    const decided = startAttempt(this.record.attempt, { lease: 1, version: "1", build: "b", part: wanted }, sitting, at);
    if (decided.ok) for (const event of decided.events) this.does(event);
    return decided;
  }
  state() {
    const { state, part: at, running, answered } = this.record.attempt;
    return { state, part: at, runs: running !== null, answered, kinds: this.events.map(({ kind }) => kind).filter((kind) => kind !== "operation") };
  }
}

describe("the positions of parts", () => {
  it("follow one another", () => {
    expect([0, 1, 2, 3, 5, 6, -1].map((position) => partOfPosition(PARTS, position))).toEqual([null, 1, 1, 2, 2, null, null]);
    expect([1, 2, 3].map((number) => positionsOfPart(PARTS, number))).toEqual([[1, 2], [3, 4, 5], []]);
    expect([1, 2].map((number) => isPartOver({ part: 1, running: null }, number))).toEqual([true, false]);
  });
});

describe("leaving a part", () => {
  it("closes it when everything before has arrived, and the next one begins with its own start and its own time", () => {
    const server = new Server();
    expect(server.send(leave(3))).toMatchObject({ waitingFor: [1, 2], acknowledged: [expect.any(String)] });
    expect(server.state()).toMatchObject({ part: 1, runs: true });
    server.send(operation(2, { position: 2 }));
    server.send(operation(1));
    expect(server.state()).toEqual({ state: "active", part: 1, runs: false, answered: 2, kinds: ["part-left"] });
    expect(deadlineOf(server.record.attempt)).toBeNull();
    expect(server.startPart(3)).toMatchObject({ reason: "unknown-part" });
    expect(server.startPart(2)).toMatchObject({ ok: true, events: [{ kind: "part-started", payload: { part: 2 } }] });
    // The same request again only tells, and a part that is over does not begin again.
    expect(server.startPart(2)).toEqual({ ok: true, events: [] });
    expect(server.startPart(1)).toMatchObject({ reason: "unknown-part" });
    // Between the two parts no time ran: twenty minutes less the second of the leaving.
    expect(server.record.attempt.deadlineAtMs).toBe(START + 60 * MINUTE + 20 * MINUTE - 1_000);
    server.send(operation(4, { position: 5 }), handIn(5));
    expect(server.state()).toMatchObject({ state: "submitted", answered: 3 });
  });

  it("keeps what comes for it afterwards, without effect, and never refuses it", () => {
    const server = new Server();
    server.send(operation(1), leave(2));
    const late = operation(3, { value: ["C"] });
    expect(server.send(late)).toMatchObject({ partClosed: [late.opId], refused: [], late: [] });
    expect(server.send(late)).toMatchObject({ partClosed: [late.opId], acknowledged: [] });
    expect(server.record.responses.get("1:respond")?.value).toEqual(["B"]);
    expect(server.events.at(-1)).toMatchObject({ kind: "operation-part-closed", payload: { seq: 3, value: ["C"] } });
    // Nothing waits for it: its number has arrived.
    server.startPart(2);
    expect(server.send(operation(4, { position: 3 }))).toMatchObject({ waitingFor: [] });
  });

  it("refuses a number that was used before, also for a question of a part that is over", () => {
    const server = new Server();
    server.send(operation(1), leave(2));
    expect(server.send(operation(1, { value: ["C"] }))).toMatchObject({ partClosed: [], refused: [{ reason: "number-used-before" }] });
  });

  it("that was asked for before the attempt was over is forgotten when it is reopened", () => {
    const server = new Server(started([part(2, null), part(3, null)]));
    server.send(operation(1), leave(3));
    const over = START + 60 * MINUTE + GRACE + 1;
    server.sendAt(over, { lease: 1, operations: [operation(4)] });
    expect(server.record.attempt.state).toBe("timed-out");
    server.does({ kind: "reopened", serverTimeMs: over, payload: { by: "p", extensionMs: 10 * MINUTE } });
    server.sendAt(over + 1, { lease: 1, operations: [operation(2, { position: 2 })] });
    expect(server.state()).toMatchObject({ state: "active", part: 1, runs: true });
  });

  it("is not for the last part, nor for one that has not begun, nor before the start of the next one's questions", () => {
    const server = new Server();
    for (const refusable of [leave(1, 2), leave(2, 3), leave(3, 0), operation(4, { kind: "leave-part", position: 1, value: ["A"] })]) expect(server.send(refusable).refused).toHaveLength(1);
    expect(server.send(operation(5, { position: 4 })).refused).toMatchObject([{ reason: "part-not-started" }]);
    expect(server.startPart(2)).toMatchObject({ reason: "part-not-left" });
    expect(server.state()).toMatchObject({ part: 1, runs: true });
    expect(new Server(started([part(5, null)])).send(leave(1)).refused).toMatchObject([{ reason: "unknown-part" }]);
  });

  it("twice is leaving once, and a browser without the seat leaves nothing", () => {
    const server = new Server();
    server.send(leave(1));
    server.startPart(2);
    expect(server.send(leave(2)).acknowledged).toHaveLength(1);
    expect(server.state()).toMatchObject({ part: 2, runs: true });
    const moved = new Server();
    moved.does({ kind: "seat-taken", serverTimeMs: START + 1, payload: { lease: 2, browserId: "c", why: "practice" } });
    expect(moved.send(leave(1)).refused).toMatchObject([{ reason: "seat-taken" }]);
  });

  it("waits for the end of a pause, and so does the start of the next part", () => {
    const server = new Server();
    server.does({ kind: "paused", serverTimeMs: START + 1, payload: { by: "p" } });
    expect(server.send(leave(1)).acknowledged).toEqual([]);
    server.does({ kind: "resumed", serverTimeMs: START + 2, payload: { by: "p" } });
    server.send(leave(1));
    server.does({ kind: "paused", serverTimeMs: START + 3, payload: { by: "p" } });
    expect(server.startPart(2)).toMatchObject({ reason: "paused" });
  });

  it.each([["a part that is left", leave(3), { state: "active", runs: false }], ["a hand-in", handIn(3), { state: "submitted" }]])(
    "and what was missing arrives in a pause: %s takes effect with its end",
    (_what, end, expected) => {
      const server = new Server();
      server.send(operation(1), end);
      server.does({ kind: "paused", serverTimeMs: START + 1_000, payload: { by: "p" } });
      server.send(operation(2, { position: 2 }));
      expect(server.state()).toMatchObject({ state: "paused", runs: true });
      const rights = { proctorsSitting: true, isAdmin: false, isBoard: false };
      const decided = decideStaffAct(server.record.attempt, { kind: "resume", reason: "why" }, { by: "p", actId: "x", knownAs: null, rights, sitting, nowMs: START + 2_000 });
      if (!decided.ok) throw new Error(decided.reason);
      for (const event of decided.events) server.does(event);
      expect(decided.events.map(({ kind }) => kind)).toEqual(["resumed", expect.stringMatching(/^(part-left|submitted)$/)]);
      expect(server.state()).toMatchObject(expected);
    },
  );

  it("in any order of arrival ends in the same state", () => {
    const orders = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(orders, fc.array(fc.nat(4), { maxLength: 10 }), (order, again) => {
        const all = [operation(1), operation(2, { position: 2, value: ["A"] }), operation(3, { value: ["C"] }), operation(4, { kind: "flag", value: true }), leave(5)];
        const server = new Server();
        for (const index of [...order, ...again]) server.send(all[index]!);
        expect(server.state()).toEqual({ state: "active", part: 1, runs: false, answered: 2, kinds: ["part-left"] });
        expect(server.record.responses.get("1:respond")?.value).toEqual(["C"]);
        expect(server.record.attempt.flagged).toBe(1);
      }),
    );
  });
});

describe("the deadline in an attempt with parts", () => {
  const six = [null, 30 * MINUTE, null, null, 5 * MINUTE, null].map((limitMs) => part(1, limitMs));
  const steps = fc.array(
    fc.record({ waitMs: fc.nat(10 * MINUTE), does: fc.constantFrom("leave", "begin", "pause", "resume", "extend"), extensionMs: fc.integer({ min: 1, max: MINUTE }) }),
    { maxLength: 60 },
  );

  it("is what is left of limit and extensions when every moment that ran has been taken off once", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const server = new Server(started(six));
        const left = { whole: 60 * MINUTE, part: null as number | null };
        let now = START;
        for (const { waitMs, does, extensionMs } of all) {
          const { state, running } = server.record.attempt;
          const isPaused = state === "paused";
          now += waitMs;
          if (running !== null && !isPaused) {
            left.whole -= waitMs;
            if (left.part !== null) left.part -= waitMs;
          }
          const at = { serverTimeMs: now };
          const { part: begun } = server.record.attempt;
          if (does === "leave" && running !== null && !isPaused && begun < six.length) {
            server.does({ kind: "part-left", payload: { part: begun, by: "candidate", longestBreakMs: LONGEST_BREAK_MS }, ...at });
          } else if (does === "begin" && running === null && !isPaused) {
            server.does({ kind: "part-started", payload: { part: begun + 1, lease: 1, version: "1", build: "b" }, ...at });
            left.part = six[begun]!.limitMs;
          } else if (does === "pause" && !isPaused) {
            server.does({ kind: "paused", payload: { by: "p" }, ...at });
          } else if (does === "resume" && isPaused) {
            server.does({ kind: "resumed", payload: { by: "p" }, ...at });
          } else if (does === "extend") {
            server.does({ kind: "extended", payload: { by: "p", extensionMs }, ...at });
            left.whole += extensionMs;
            if (running !== null && left.part !== null) left.part += extensionMs;
          }
          const { attempt } = server.record;
          expect(deadlineSeenAt(attempt, now)).toBe(attempt.running === null ? null : now + (left.part ?? left.whole));
        }
      }),
    );
  });

  it("comes later once by a pause between two parts", () => {
    const server = new Server();
    server.send(leave(1));
    server.does({ kind: "paused", serverTimeMs: START + MINUTE, payload: { by: "p" } });
    server.does({ kind: "resumed", serverTimeMs: START + 11 * MINUTE, payload: { by: "p" } });
    server.startPart(2, START + 20 * MINUTE);
    expect(server.record.attempt).toMatchObject({ pausedMs: 10 * MINUTE, betweenMs: 10 * MINUTE - 1_000, deadlineAtMs: START + 80 * MINUTE - 1_000 });
  });
});

describe("a hand-in between two parts", () => {
  it("ends the attempt; reopened it stands between them again, with no time but what is given", () => {
    const server = new Server();
    server.send(leave(1));
    server.send(handIn(2));
    expect(server.state()).toMatchObject({ state: "submitted", part: 1, runs: false });
    expect(server.startPart(2)).toEqual({ ok: true, events: [] });
    expect(reopenAttempt(server.record.attempt, MINUTE, null, START + 5 * MINUTE)).toEqual({ ok: true, extensionMs: MINUTE });
    server.does({ kind: "reopened", serverTimeMs: START + 5 * MINUTE, payload: { by: "p", extensionMs: MINUTE } });
    expect(server.startPart(2)).toMatchObject({ ok: true, events: [{ kind: "part-started" }] });
    expect(server.record.attempt.deadlineAtMs).toBe(START + 61 * MINUTE + 20 * MINUTE - 1_000);
  });
});

describe("a break between two parts", () => {
  const HOUR = 60 * MINUTE;
  const LEFT = START + 1_000;
  const dueAt = (server: Server, nowMs: number) => timeOutWhenDue(server.record.attempt, sitting, nowMs).map(({ kind }) => kind);
  const leaving = (end: SittingEnd) => {
    const server = new Server(started(), end);
    server.send(leave(1));
    return server;
  };
  const lastMoment = (server: Server) => server.record.attempt.deadlineAtMs! - LEFT;

  it("lasts a day in practice and in a sitting without an end, else until the sitting is over, and an hour at least", () => {
    expect(lastMoment(leaving({ practice: false, lastStartAtMs: null }))).toBe(LONGEST_BREAK_MS);
    expect(lastMoment(leaving({ practice: true, lastStartAtMs: START + 90 * 24 * HOUR }))).toBe(LONGEST_BREAK_MS);
    expect(lastMoment(leaving({ practice: false, lastStartAtMs: LEFT + 90 * 24 * HOUR }))).toBe(90 * 24 * HOUR + HOUR);
    expect(lastMoment(leaving({ practice: false, lastStartAtMs: START }))).toBe(SHORTEST_BREAK_MS);
    const extended = started();
    const server = new Server(applyEvent(extended, { kind: "extended", serverTimeMs: START, payload: { by: "p", extensionMs: 2 * HOUR } }), { practice: false, lastStartAtMs: LEFT });
    server.send(leave(1));
    expect(lastMoment(server)).toBe(3 * HOUR);
  });

  it("ends the attempt with its grace, whoever comes first, and tells no deadline before", () => {
    const server = leaving(sitting);
    const over = LEFT + LONGEST_BREAK_MS + GRACE;
    expect(clockToldAt(server.record.attempt, LEFT)).toMatchObject({ deadlineMs: null, partRuns: false });
    expect([dueAt(server, over), dueAt(server, over + 1)]).toEqual([[], ["timed-out"]]);
    const outcome = server.sendAt(over + 1, { lease: 1, operations: [operation(2)] });
    expect(outcome).toMatchObject({ closed: true, late: [expect.any(String)] });
    expect(server.state()).toMatchObject({ state: "timed-out", part: 1, kinds: ["part-left", "timed-out", "operation-late"] });
    expect(server.events.at(-2)).toMatchObject({ payload: { deadlineMs: LEFT + LONGEST_BREAK_MS } });
    expect(server.startPart(2, over + 2)).toEqual({ ok: true, events: [] });
  });

  it("follows a part that ended by time as well, and the next part has its own end again", () => {
    const server = new Server();
    const over = START + 10 * MINUTE + GRACE + 1;
    server.sendAt(over, { lease: 1, operations: [operation(1)] });
    expect(server.record.attempt).toMatchObject({ breakEndsAtMs: over + LONGEST_BREAK_MS, deadlineAtMs: over + LONGEST_BREAK_MS });
    server.startPart(2, over + HOUR);
    expect(server.record.attempt).toMatchObject({ breakEndsAtMs: null, deadlineAtMs: START + HOUR + HOUR });
  });

  it("lasts longer by pauses and by what a proctor gives, and never ends in a pause", () => {
    const server = leaving(sitting);
    server.does({ kind: "paused", serverTimeMs: LEFT + HOUR, payload: { by: "p" } });
    expect(dueAt(server, LEFT + 999 * HOUR)).toEqual([]);
    server.does({ kind: "resumed", serverTimeMs: LEFT + 41 * HOUR, payload: { by: "p" } });
    server.does({ kind: "extended", serverTimeMs: LEFT + 42 * HOUR, payload: { by: "p", extensionMs: HOUR } });
    expect(lastMoment(server)).toBe(LONGEST_BREAK_MS + 41 * HOUR);
  });

  it("that ended is reopened with the time that is given; one in which the exam was handed in with what was left", () => {
    const server = leaving(sitting);
    const over = LEFT + LONGEST_BREAK_MS + HOUR;
    server.sendAt(over, { lease: 1, operations: [operation(2)] });
    expect(reopenAttempt(server.record.attempt, 0, null, over + 1)).toMatchObject({ reason: "reopen-without-time" });
    expect(reopenAttempt(server.record.attempt, HOUR, null, over + 1)).toEqual({ ok: true, extensionMs: HOUR });
    server.does({ kind: "reopened", serverTimeMs: over + HOUR, payload: { by: "p", extensionMs: HOUR } });
    expect(server.record.attempt.deadlineAtMs).toBe(over + 2 * HOUR);
    const handedIn = leaving(sitting);
    handedIn.sendAt(LEFT + HOUR, { lease: 1, operations: [handIn(2)] });
    expect(reopenAttempt(handedIn.record.attempt, 0, null, LEFT + 99 * HOUR)).toEqual({ ok: true, extensionMs: 0 });
    handedIn.does({ kind: "reopened", serverTimeMs: LEFT + 99 * HOUR, payload: { by: "p", extensionMs: 0 } });
    expect(lastMoment(handedIn)).toBe(98 * HOUR + LONGEST_BREAK_MS);
  });
});

describe("the last moment to reopen", () => {
  const lastStart = START + MINUTE;
  const reopen = (server: Server, nowMs: number) => reopenAttempt(server.record.attempt, 10 * MINUTE, lastStart, nowMs);

  it("comes later by the breaks between the parts, also by that in which the exam was handed in", () => {
    const breakEnd = START + 600 * MINUTE;
    const server = new Server();
    server.send(leave(1));
    server.startPart(2, breakEnd);
    server.sendAt(breakEnd + MINUTE, { lease: 1, operations: [handIn(2)] });
    expect(reopen(server, breakEnd + MINUTE + 1_000)).toMatchObject({ ok: true });
    const last = lastStart + 60 * MINUTE + (600 * MINUTE - 1_000) + REOPEN_WITHIN_MS;
    expect([reopen(server, last).ok, reopen(server, last + 1)]).toMatchObject([true, { reason: "sitting-over" }]);
    const between = new Server();
    between.send(leave(1));
    between.sendAt(breakEnd, { lease: 1, operations: [handIn(2)] });
    expect(reopen(between, breakEnd + 1_000)).toMatchObject({ ok: true });
  });

  it("comes after the end of a part whose own time goes beyond that of the whole", () => {
    const server = new Server(started([part(2, 10 * MINUTE), part(3, 200 * MINUTE)]));
    server.send(leave(1));
    server.startPart(2, START + 2 * MINUTE);
    server.sendAt(START + 190 * MINUTE, { lease: 1, operations: [handIn(2)] });
    const last = START + 202 * MINUTE + REOPEN_WITHIN_MS;
    expect([reopen(server, last).ok, reopen(server, last + 1)]).toMatchObject([true, { reason: "sitting-over" }]);
  });
});

describe("the time of a part", () => {
  const over = START + 10 * MINUTE + GRACE;

  it("ends the part, not the attempt; what comes then is for a part that is over", () => {
    const server = new Server();
    expect(timeOutWhenDue(server.record.attempt, sitting, over)).toEqual([]);
    const outcome = server.sendAt(over + 1, { lease: 1, operations: [operation(1)] });
    expect(outcome).toMatchObject({ partClosed: [expect.any(String)], closed: false });
    expect(server.state()).toEqual({ state: "active", part: 1, runs: false, answered: 0, kinds: ["part-left", "operation-part-closed"] });
    expect(server.events[0]).toMatchObject({ payload: { part: 1, by: "time" } });
    expect(timeOutWhenDue(server.record.attempt, sitting, over + 99 * MINUTE)).toEqual([]);
  });

  it("is that of the attempt in the last part, and where a part has no limit of its own", () => {
    const last = new Server();
    last.send(leave(1));
    last.startPart(2, START + 5 * MINUTE);
    const end = START + 65 * MINUTE - 1_000 + GRACE;
    expect(timeOutWhenDue(last.record.attempt, sitting, end)).toEqual([]);
    expect(timeOutWhenDue(last.record.attempt, sitting, end + 1)).toMatchObject([{ kind: "timed-out" }]);
    const free = new Server(started([part(2, null), part(3, null)]));
    expect(timeOutWhenDue(free.record.attempt, sitting, START + 60 * MINUTE + GRACE + 1)).toMatchObject([{ kind: "timed-out" }]);
    const timedLast = new Server(started([part(5, 10 * MINUTE)]));
    expect(timeOutWhenDue(timedLast.record.attempt, sitting, over + 1)).toMatchObject([{ kind: "timed-out" }]);
  });

  it("grows with pauses and extensions while it runs, and with none of the part before", () => {
    const server = new Server(started([part(2, 10 * MINUTE), part(3, 20 * MINUTE)]));
    server.does({ kind: "paused", serverTimeMs: START + MINUTE, payload: { by: "p" } });
    server.does({ kind: "resumed", serverTimeMs: START + 3 * MINUTE, payload: { by: "p" } });
    server.does({ kind: "extended", serverTimeMs: START + 3 * MINUTE, payload: { by: "p", extensionMs: 4 * MINUTE } });
    expect(timeLeft(server.record.attempt, START + 3 * MINUTE)).toBe(13 * MINUTE);
    server.send(leave(1));
    server.startPart(2, START + 30 * MINUTE);
    expect(timeLeft(server.record.attempt, START + 30 * MINUTE)).toBe(20 * MINUTE);
    server.does({ kind: "extended", serverTimeMs: START + 31 * MINUTE, payload: { by: "p", extensionMs: MINUTE } });
    expect(timeLeft(server.record.attempt, START + 30 * MINUTE)).toBe(21 * MINUTE);
    expect(server.record.attempt).toMatchObject({ extensionMs: 5 * MINUTE, pausedMs: 2 * MINUTE });
  });
});
