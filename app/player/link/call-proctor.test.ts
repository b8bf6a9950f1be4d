import { expect, test } from "vitest";
import { proctorCaller } from "./call-proctor.ts";
import type { Requester } from "./request.ts";

const schedule = (run: () => void) => (run(), () => undefined);

test("a call that comes too soon is made again when the server takes one, as the same call", async () => {
  const sent: unknown[] = [];
  const waited: number[] = [];
  const request: Requester = async (_path, options) => {
    sent.push(options?.body);
    const tooSoon = sent.length < 3;
    return { kind: "json", status: tooSoon ? 429 : 200, body: {}, sentAtMs: 0, receivedAtMs: 1, retryAfterMs: tooSoon ? 4_000 : null };
  };
  const states: string[] = [];
  const call = proctorCaller(request, { schedule: (run, ms) => (waited.push(ms), schedule(run)) }, ({ state }) => states.push(state), () => "one");
  await call("question");
  expect([states, waited]).toEqual([["sending", "received"], [4_000, 4_000]]);
  expect(sent).toEqual(Array.from({ length: 3 }, () => ({ kind: "question", actId: "one" })));
});

test("a call is received when the server said so, and is the same call until then", async () => {
  const sent: { kind: string; actId: string }[] = [];
  const replies = [false, false, true, true, true];
  const request: Requester = async (_path, options) => {
    sent.push(options?.body as { kind: string; actId: string });
    return replies[sent.length - 1] ? { kind: "json", status: 200, body: {}, sentAtMs: 0, receivedAtMs: 1, retryAfterMs: null } : { kind: "none" };
  };
  let made = 0;
  let last = "";
  const call = proctorCaller(request, { schedule }, (shown) => (last = shown.state), () => `id-${(made += 1)}`);
  const states: unknown[] = [];
  for (const kind of ["question", "question", "question", "question", "toilet"] as const) {
    await call(kind);
    states.push(last);
  }
  expect(states).toEqual(["failed", "failed", "received", "received", "received"]);
  expect(sent.map(({ kind, actId }) => `${kind} ${actId}`)).toEqual(["question id-1", "question id-1", "question id-1", "question id-2", "toilet id-3"]);
});
