import { expect, test } from "vitest";
import { canUndo, refusalOfNewCode, refusalOfUndo, UNDO_WITHIN_MS } from "./decide-code-act.ts";

const given = { desk: "office", state: null, identityChecked: false, reason: "letter lost" } as const;
const undone = { desk: "office", state: null, givenAtMs: 1_000, isNewest: true, isUndone: false, nowMs: 2_000 } as const;

test.each([
  [null, null],
  ["waiting", null],
  ["admitted", null],
  ["active", "only-room-gives-code"],
  ["paused", "only-room-gives-code"],
  ["submitted", null],
  ["timed-out", null],
])("the office gives a new code and takes it back but while the exam runs: %s", (state, reason) => {
  expect(refusalOfNewCode({ ...given, state })?.reason ?? null).toBe(reason);
  expect(refusalOfUndo({ ...undone, state })?.reason ?? null).toBe(reason);
  expect(refusalOfNewCode({ ...given, desk: "room", identityChecked: true, state })).toBeNull();
  expect(refusalOfUndo({ ...undone, desk: "room", state })).toBeNull();
});

test("the room gives one only after a look at the identity card, and everybody says why", () => {
  expect(refusalOfNewCode({ ...given, desk: "room", state: "active" })).toEqual({ ok: false, reason: "identity-not-checked" });
  expect(refusalOfNewCode({ ...given, reason: " \n" })).toEqual({ ok: false, reason: "reason-needed" });
  expect(refusalOfNewCode({ ...given, reason: ` ${"x".repeat(500)} ` })).toBeNull();
  expect(refusalOfNewCode({ ...given, reason: "x".repeat(501) })).toEqual({ ok: false, reason: "reason-too-long" });
});

test("only the newest code is taken back, once, within its minute", () => {
  expect(refusalOfUndo({ ...undone, nowMs: 1_000 + UNDO_WITHIN_MS })).toBeNull();
  expect(refusalOfUndo({ ...undone, nowMs: 1_001 + UNDO_WITHIN_MS })).toEqual({ ok: false, reason: "undo-too-late" });
  expect(refusalOfUndo({ ...undone, isNewest: false })).toEqual({ ok: false, reason: "newer-code-given" });
  expect(refusalOfUndo({ ...undone, isUndone: true })).toEqual({ ok: false, reason: "code-undone-already" });
  expect([canUndo(1_000, 61_000), canUndo(1_000, 61_001)]).toEqual([true, false]);
});
