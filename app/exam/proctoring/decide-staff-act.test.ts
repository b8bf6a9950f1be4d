import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEvent, foldAttempt, type AttemptRecord } from "../attempt/attempt.ts";
import { timeLeft } from "../attempt/clock.ts";
import { timeOutWhenDue } from "../attempt/time-out.ts";
import type { NewEvent } from "../attempt/events.ts";
import sentences from "../text/refusals.en.json" with { type: "json" };
import { decideStaffAct, type StaffAct, type StaffRights } from "./decide-staff-act.ts";
import { REOPEN_WITHIN_MS } from "./reopen-attempt.ts";

const START = 1_000_000;
const LIMIT = 3_600_000;
const PROCTOR: StaffRights = { proctorsSitting: true, isAdmin: false, isBoard: false };
const BOARD: StaffRights = { proctorsSitting: false, isAdmin: false, isBoard: true };
const NOBODY: StaffRights = { proctorsSitting: false, isAdmin: false, isBoard: false };
const ENDLESS = { practice: true, lastStartAtMs: null };
const why = "the network of the site was down";

function attempt(upTo: "prepared" | "admitted" | "started" = "started"): AttemptRecord {
  const events: NewEvent[] = [
    {
      kind: "prepared",
      payload: { sittingId: "s", registrationId: "r", formId: "f", formHash: "h", number: 1, questions: 4, parts: [{ packageHash: null, questions: 4, limitMs: null, oneWay: false }], limitMs: LIMIT, graceMs: 30_000 },
      serverTimeMs: START - 10,
    },
    { kind: "admitted", payload: { by: "sitting" }, serverTimeMs: START - 5 },
    { kind: "started", payload: { lease: 1, version: "1", build: "b" }, serverTimeMs: START },
  ];
  return foldAttempt("a", events.slice(0, events.findIndex(({ kind }) => kind === upTo) + 1));
}

/** Acts one after another, each at its time; fails with the reason of the first that is refused. */
function after(record: AttemptRecord, ...acts: [act: StaffAct, nowMs: number, rights?: StaffRights, lastStartAtMs?: number | null][]): AttemptRecord {
  let now = record;
  for (const [act, nowMs, rights = PROCTOR, lastStartAtMs = null] of acts) {
    for (const event of timeOutWhenDue(now.attempt, { practice: false, lastStartAtMs }, nowMs)) now = applyEvent(now, event);
    const decided = decideStaffAct(now.attempt, act, { by: "p", actId: `act-${nowMs}`, knownAs: null, rights, sitting: { practice: false, lastStartAtMs }, nowMs });
    if (!decided.ok) throw new Error(decided.reason);
    for (const event of decided.events) now = applyEvent(now, event);
  }
  return now;
}
const submitted = (at: number): NewEvent => ({ kind: "submitted", payload: { by: "candidate" }, serverTimeMs: at });

describe("an act of staff", () => {
  it("says who, what for and which act it is, and keeps the reason beside the log", () => {
    const decided = decideStaffAct(attempt().attempt, { kind: "pause", reason: `  ${why} ` }, { by: "p", actId: "x", knownAs: null, rights: PROCTOR, sitting: ENDLESS, nowMs: 5 });
    expect(decided).toEqual({ ok: true, events: [{ kind: "paused", payload: { by: "p", actId: "x" }, serverTimeMs: 5, text: why }] });
  });

  const all: StaffAct[] = [
    { kind: "admit", reason: why },
    { kind: "release-seat", reason: why },
    { kind: "pause", reason: why },
    { kind: "resume", reason: why },
    { kind: "extend", extensionMs: 60_000, reason: why },
    { kind: "terminate", reason: why },
    { kind: "reopen", extraMs: 60_000, reason: why },
    { kind: "void", reason: why },
  ];
  it.each(all)("is refused without a reason, and to who has no right to it: $kind", (act) => {
    const decide = (change: Partial<StaffAct>, rights: StaffRights) =>
      decideStaffAct(attempt().attempt, { ...act, ...change } as StaffAct, { by: "p", actId: "x", knownAs: null, rights, sitting: ENDLESS, nowMs: START + 1 });
    const entitled = act.kind === "void" ? BOARD : PROCTOR;
    expect(decide({ reason: " \n" }, entitled)).toMatchObject({ reason: "reason-needed" });
    expect(decide({ reason: "x".repeat(501) }, entitled)).toMatchObject({ reason: "reason-too-long" });
    expect(decide({}, NOBODY)).toMatchObject({ reason: "not-your-sitting" });
    expect(decide({}, act.kind === "void" ? PROCTOR : BOARD)).toMatchObject({ reason: "not-your-sitting" });
  });

  it("in the wrong state is refused with a sentence of its own", () => {
    const refusal = (record: AttemptRecord, act: StaffAct, rights = PROCTOR) => {
      const decided = decideStaffAct(record.attempt, act, { by: "p", actId: "x", knownAs: null, rights, sitting: ENDLESS, nowMs: START + 2 });
      return decided.ok ? "done" : decided.reason;
    };
    const paused = after(attempt(), [{ kind: "pause", reason: why }, START + 1]);
    const ended = applyEvent(attempt(), submitted(START + 1));
    const seen = [
      [refusal(attempt("admitted"), all[0]!), "already-admitted"],
      [refusal(ended, all[0]!), "closed"],
      [refusal(ended, all[1]!), "closed"],
      [refusal(paused, all[2]!), "already-paused"],
      [refusal(attempt("prepared"), all[2]!), "not-running"],
      [refusal(attempt(), all[3]!), "not-paused"],
      [refusal(ended, all[4]!), "not-running"],
      [refusal(ended, all[5]!), "not-running"],
      [refusal(attempt(), all[6]!), "not-reopenable"],
      [refusal(after(attempt(), [all[7]!, START + 1, BOARD]), all[7]!, BOARD), "already-voided"],
    ];
    for (const [found, expected] of seen) expect(found).toBe(expected);
    for (const reason of [...seen.map(([, expected]) => expected!), "extension-out-of-range", "reopen-without-time", "sitting-over", "reason-too-long"]) expect(sentences).toHaveProperty(reason);
  });
});

describe("time given and stopped", () => {
  it("moves the deadline by exactly what was given and what was paused, in any order", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("extend" as const), ms: fc.integer({ min: 1_000, max: 600_000 }) }),
      fc.record({ kind: fc.constant("pause" as const), ms: fc.integer({ min: 0, max: 600_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let record = attempt();
        let now = START;
        let given = 0;
        for (const { kind, ms } of steps) {
          now += 1;
          if (kind === "extend") record = after(record, [{ kind, extensionMs: ms, reason: why }, now]);
          else record = after(record, [{ kind, reason: why }, now], [{ kind: "resume", reason: why }, (now += ms)]);
          given += ms;
        }
        expect(record.attempt.deadlineAtMs).toBe(START + LIMIT + given);
      }),
    );
  });

  it.each([[0], [999], [-60_000], [1_000.5], [Number.NaN], [4 * 3_600_000 + 1]])("refuses %s milliseconds", (extensionMs) => {
    expect(() => after(attempt(), [{ kind: "extend", extensionMs, reason: why }, START + 1])).toThrow("extension-out-of-range");
  });
});

describe("an exam that is reopened", () => {
  it("has the time that was left when it was handed in, and the extra time", () => {
    const handedIn = applyEvent(attempt(), submitted(START + 1_000_000));
    const record = after(handedIn, [{ kind: "reopen", extraMs: 120_000, reason: why }, START + 1_500_000]);
    expect(record.attempt.state).toBe("active");
    expect(timeLeft(record.attempt, START + 1_500_000)).toBe(LIMIT - 1_000_000 + 120_000);
  });

  it("needs time of its own where none was left", () => {
    const over = START + LIMIT + 31_000;
    const reopen = (extraMs: number) => after(attempt(), [{ kind: "reopen", extraMs, reason: why }, over]);
    expect(() => reopen(0)).toThrow("reopen-without-time");
    expect(() => reopen(-1)).toThrow("extension-out-of-range");
    const record = reopen(300_000);
    expect(timeLeft(record.attempt, over)).toBe(300_000);
    expect(timeOutWhenDue(record.attempt, ENDLESS, over + 1)).toEqual([]);
  });

  it("must belong to a sitting that is not over", () => {
    const lastStart = START + 10_000;
    const last = lastStart + LIMIT + REOPEN_WITHIN_MS;
    const reopen = (nowMs: number) => after(attempt(), [{ kind: "reopen", extraMs: 60_000, reason: why }, nowMs, PROCTOR, lastStart]);
    expect(reopen(last).attempt.state).toBe("active");
    expect(() => reopen(last + 1)).toThrow("sitting-over");
  });
});
