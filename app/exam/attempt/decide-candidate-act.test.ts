import { expect, it } from "vitest";
import { foldAttempt } from "./attempt.ts";
import { decideCandidateAct, type CandidateFacts } from "./decide-candidate-act.ts";
import type { NewEvent } from "./events.ts";

const prepared: NewEvent = {
  kind: "prepared",
  serverTimeMs: 1,
  payload: { sittingId: "s", registrationId: "r", formId: "f", formHash: "h", number: 1, questions: 1, parts: [{ packageHash: "p", questions: 1, limitMs: null, oneWay: false }], limitMs: 60_000, graceMs: 0 },
};
const running: NewEvent[] = [
  prepared,
  { kind: "admitted", payload: { by: "sitting" }, serverTimeMs: 2 },
  { kind: "seat-taken", payload: { lease: 1, browserId: "browser-one", why: "first" }, serverTimeMs: 3 },
  { kind: "started", payload: { lease: 1, version: "1", build: "b" }, serverTimeMs: 4 },
];
const facts = { arrivedAtMs: 10, known: new Map(), knownAs: null } as unknown as CandidateFacts;
const call = { kind: "call", call: "technical", actId: "id" } as const;

it("a proctor is called from the preparation to the end, and not after it", () => {
  for (const events of [[prepared], running]) expect(decideCandidateAct(foldAttempt("a", events), call, facts)).toMatchObject({ ok: true, events: [{ kind: "called" }] });
  const over = foldAttempt("a", [...running, { kind: "submitted", payload: { by: "candidate" }, serverTimeMs: 9 }]);
  expect(decideCandidateAct(over, call, facts)).toMatchObject({ ok: false, reason: "closed", events: [] });
  // What was heard before the end is answered the same after it.
  expect(decideCandidateAct(over, call, { ...facts, knownAs: "called" })).toMatchObject({ ok: true, events: [] });
});
