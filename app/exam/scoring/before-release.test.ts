import { expect, test } from "vitest";
import { standingAgainstRelease, standsAgainstRelease, type CandidateState } from "./before-release.ts";

const LAST_START = 1_000;
const against = (state: CandidateState, scoredHead: string | null, nowMs = LAST_START, lastStartAtMs: number | null = LAST_START) =>
  standsAgainstRelease({ state, head: "head", scoredHead }, { lastStartAtMs }, nowMs);

test("who writes or is paused stands against a release, also after the last start and when an earlier log was scored", () => {
  for (const state of ["active", "paused"] as const) {
    expect(against(state, null)).toBe("still-open");
    expect(against(state, "head", LAST_START + 1)).toBe("still-open");
  }
});

test("who waits or has not come stands against it exactly as long as they may start", () => {
  for (const state of ["not-here", "waiting", "admitted"] as const) {
    expect(against(state, null, LAST_START)).toBe("still-open");
    expect(against(state, null, LAST_START + 1)).toBeNull();
    expect(against(state, null, LAST_START + 1, null)).toBe("still-open");
  }
});

test("who has ended must be in the run with the log of now", () => {
  for (const state of ["submitted", "timed-out", "terminated"] as const) {
    expect(against(state, "head")).toBeNull();
    expect(against(state, null)).toBe("not-in-run");
    expect(against(state, "an earlier head")).toBe("not-in-run");
  }
});

test("a voided attempt needs no score, and a run that scored it before is out of date", () => {
  expect(against("voided", null)).toBeNull();
  expect(against("voided", "an earlier head")).toBe("not-in-run");
});

test("only those who stand against it are named, by number and state", () => {
  const attempts = [
    { candidateNumber: "C1001", state: "submitted", head: "a", scoredHead: "a" },
    { candidateNumber: "C1002", state: "paused", head: "b", scoredHead: null },
  ] as const;
  expect(standingAgainstRelease(attempts, { lastStartAtMs: null }, 0)).toEqual([{ candidateNumber: "C1002", state: "paused", why: "still-open" }]);
});
